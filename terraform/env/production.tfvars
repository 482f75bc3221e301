# A million applications: everything is in three zones, and the loss of any one of them goes unnoticed.

# An agency's file is read later and could undo any of this; a plan that breaks production's promises is refused
# (../variables_production.tf).
production = true

nat_gateways        = 3
interface_endpoints = ["ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sqs", "sts"]

database_instance_class           = "db.m7g.large"
database_allocated_storage_gb     = 100
database_max_allocated_storage_gb = 1000
database_multi_az                 = true
database_backup_retention_days    = 35
database_performance_insights     = true
database_monitoring_seconds       = 60

firewall        = true
access_log_days = 365

mail_concurrency     = 10
delivery_concurrency = 20

architecture       = "arm64"
log_retention_days = 365

backup_vault = true
