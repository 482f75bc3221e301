# What makes env/small.tfvars small.

mock_provider "aws" {
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "global"
  source = "./tests/mocks"
}

variables {
  domain                      = "example.go.kr"
  mail_sender                 = "no-reply@example.go.kr"
  lambda_dir                  = "./tests/fixtures"
  cluster_public_access_cidrs = ["203.0.113.0/24"]
  cluster_admin_role_arns     = ["arn:aws:iam::111122223333:role/PlatformAdmin"]
  github_repository           = "example/enterwait"
  github_state_bucket         = "example-state"
  alarm_emails                = ["operations@example.go.kr"]
  # Not used; the test command rejects an ephemeral variable without a value.
  webhook_secret = "whsec_dGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQtdGVzdC0xMjM0"
}

run "small_saves_where_an_hour_of_standstill_can_be_borne" {
  command = plan

  assert {
    condition     = join(" ", module.network[0].settings.nat_zones) == "ap-northeast-2a" && length(distinct(values(module.network[0].settings.nat_of))) == 1 && join(" ", module.network[0].settings.interfaces) == "sqs"
    error_message = "one NAT gateway and the endpoint of the queues"
  }

  assert {
    condition     = alltrue([for database in module.database : !database.settings.multi_az && database.settings.backup_days == 7])
    error_message = "databases in one zone, with a week of backups"
  }

  assert {
    condition     = !module.edge[0].settings.firewall && module.edge[0].settings.logs_forgotten == 90
    error_message = "no WAF, a quarter of access logs"
  }

  assert {
    condition     = length(module.backup) == 0
    error_message = "no vault"
  }
}
