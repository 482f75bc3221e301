# A million applications: everything in three zones, and the loss of any one of them goes unnoticed.

network = {
  nat_gateways        = 3
  interface_endpoints = ["ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sqs", "sts"]
}

database = {
  instance_class           = "db.m7g.large"
  allocated_storage_gb     = 100
  max_allocated_storage_gb = 1000
  multi_az                 = true
  backup_retention_days    = 35
  performance_insights     = true
  monitoring_seconds       = 60
}

edge = {
  firewall        = true
  access_log_days = 365
}

maximum_concurrency = {
  mail       = 10
  deliveries = 20
}

architecture       = "arm64"
log_retention_days = 365
