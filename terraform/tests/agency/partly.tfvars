# An agency that sets a few variables of each kind: whatever it leaves out must keep its size's value.
domain       = "example.go.kr"
mail_sender  = "no-reply@example.go.kr"
alarm_emails = ["operations@example.go.kr"]

network_cidr                  = "10.30.0.0/16"
cluster_admin_role_arns       = ["arn:aws:iam::111122223333:role/PlatformAdmin"]
database_allocated_storage_gb = 120
operator_cidrs                = ["203.0.113.0/24"]
mail_concurrency              = 14
delivery_receive_count        = 60

github_repository   = "example/enterwait"
github_state_bucket = "example-enterwait-state"
