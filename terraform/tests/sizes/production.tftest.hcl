# What makes env/production.tfvars fit for production.

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

run "production_stands_when_a_zone_falls" {
  command = plan

  assert {
    condition     = module.network[0].settings.nat_of == { for zone in ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"] : zone => zone }
    error_message = "each zone must have its own NAT gateway"
  }

  assert {
    condition     = join(" ", module.network[0].settings.interfaces) == "ecr.api ecr.dkr eks-auth logs secretsmanager sqs sts"
    error_message = "what pods need to start must not hang on NAT"
  }

  assert {
    condition     = alltrue([for database in module.database : database.settings.multi_az && database.settings.backup_days == 35])
    error_message = "every database must have a standby in another zone and all the backups there can be"
  }

  assert {
    condition     = module.edge[0].settings.firewall && module.edge[0].settings.logs_forgotten == 365
    error_message = "WAF, and a year of access logs"
  }

  assert {
    condition     = module.backup[0].settings.keep_days == 35 && !module.backup[0].settings.force_destroy
    error_message = "copies must be kept in a vault for as long as an erasure says"
  }

  assert {
    condition     = module.backup[0].settings.lock == null
    error_message = "a lock that nobody can take away again is for the agency to turn on"
  }

  assert {
    condition     = length(aws_iam_role.database_monitoring) == 1
    error_message = "the machines below the databases must be watched"
  }
}
