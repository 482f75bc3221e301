# An agency that sets everything it can, and nothing to the value of a size.
domain       = "example.go.kr"
dns_zone_id  = ""
mail_sender  = "no-reply@example.go.kr"
alarm_emails = ["operations@example.go.kr", "nights@example.go.kr"]

network_cidr        = "10.30.0.0/16"
nat_gateways        = 3
interface_endpoints = ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sqs", "sts"]

kubernetes_version          = "1.36"
cluster_public_access_cidrs = ["203.0.113.0/24", "198.51.100.7/32"]
cluster_admin_role_arns     = ["arn:aws:iam::111122223333:role/PlatformAdmin", "arn:aws:iam::111122223333:role/NightAdmin"]
cluster_addons              = { metrics-server = {}, aws-secrets-store-csi-driver-provider = {}, amazon-cloudwatch-observability = {} }
container_insights          = true

github_repository    = "example/enterwait"
github_owner_id      = "123456"
github_repository_id = "456789"
github_branch        = "main"
github_environment   = "production"
github_state_bucket  = "example-enterwait-state"
github_provider_arn  = null
github_runner        = true

database_engine_version           = "8.4.6"
database_instance_class           = "db.r7g.large"
database_allocated_storage_gb     = 200
database_max_allocated_storage_gb = 2000
database_multi_az                 = true
database_backup_retention_days    = 35
database_performance_insights     = true
database_monitoring_seconds       = 30

public_cidrs    = ["203.0.113.0/24", "198.51.100.0/24"]
operator_cidrs  = ["203.0.113.0/24", "198.51.100.7/32"]
firewall        = true
access_log_days = 730

judge_receive_count    = 40
mail_receive_count     = 41
delivery_receive_count = 42
judge_concurrency      = 30
mail_concurrency       = 12
delivery_concurrency   = 16
