# A trial or a small municipality: one NAT gateway, small databases in one zone. The loss of that zone stops the systems until RDS
# and EKS have started elsewhere; nothing that was committed is lost. What belongs to one agency alone (domain, addresses, mail sender)
# stands in a file of its own: env/agency.tfvars.example.

network = {
  nat_gateways = 1
}

database = {
  instance_class           = "db.t4g.small"
  allocated_storage_gb     = 20
  max_allocated_storage_gb = 100
  multi_az                 = false
  backup_retention_days    = 7
}

edge = {
  firewall        = false
  access_log_days = 90
}

maximum_concurrency = {
  mail       = 2
  deliveries = 5
}

architecture       = "arm64"
log_retention_days = 30
