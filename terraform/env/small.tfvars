# A trial or a small municipality: one NAT gateway, and small databases in one zone. If that zone is lost, the systems stop until RDS
# and EKS have restarted elsewhere; nothing that was committed is lost. One agency's own settings (domain, addresses, mail sender)
# are in a separate file: env/agency.tfvars.example.

nat_gateways        = 1
interface_endpoints = ["sqs"]

database_instance_class           = "db.t4g.small"
database_allocated_storage_gb     = 20
database_max_allocated_storage_gb = 100
database_multi_az                 = false
database_backup_retention_days    = 7
database_performance_insights     = false
database_monitoring_seconds       = 0

firewall        = false
access_log_days = 90

backup_vault = false

mail_concurrency     = 2
delivery_concurrency = 5

architecture       = "arm64"
log_retention_days = 30
