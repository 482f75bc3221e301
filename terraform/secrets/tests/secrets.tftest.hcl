# What the secrets' root writes, and what it refuses.

mock_provider "aws" {
  source = "../tests/mocks"
}

# The mock does not know ephemeral resources. They get a real provider, which is never called because no secrets are generated here.
provider "aws" {
  alias                       = "random"
  region                      = "ap-northeast-2"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true
}

override_data {
  target = data.aws_secretsmanager_secret.this["nursery"]
  values = { arn = "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:enterwait/service/nursery-AbCdEf" }
}

variables {
  region       = "ap-northeast-2"
  versions     = { enterwait = 1, nursery = 2, management = 1, enterwait-database = 1, nursery-database = 1, management-database = 4, management-peer = 1, webhook = 3 }
  make_secrets = false
  given_secrets = {
    "enterwait/AUTH_SECRET"  = "given", "enterwait/ADMIN_TOKEN" = "given", "enterwait-database/PASSWORD" = "given"
    "nursery/AUTH_SECRET"    = "given", "nursery/ADMIN_TOKEN" = "given", "nursery-database/PASSWORD" = "given"
    "management/AUTH_SECRET" = "given", "management/ADMIN_TOKEN" = "given", "management-database/PASSWORD" = "given", "management-peer/PEER_KEY" = "given"
  }
  webhook_secret = "whsec_dGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQtdGVzdC0xMjM0"
}

run "each_secret_is_written_by_its_name_and_its_number" {
  assert {
    condition     = { for name, secret in data.aws_secretsmanager_secret.this : name => secret.name } == merge({ for name in ["enterwait", "nursery", "management", "enterwait-database", "nursery-database", "management-database", "management-peer"] : name => "enterwait/service/${name}" }, { webhook = "enterwait/webhook-secret" })
    error_message = "the secrets must be those of the root above"
  }

  assert {
    condition     = aws_secretsmanager_secret_version.this["nursery"].secret_id == "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:enterwait/service/nursery-AbCdEf"
    error_message = "each value must go to its own secret"
  }

  assert {
    condition     = tomap({ for name, version in aws_secretsmanager_secret_version.this : name => version.secret_string_wo_version }) == var.versions
    error_message = "each must have its number, for the next run takes it from the state"
  }

  assert {
    condition     = !can(regex("given|whsec_", jsonencode(nonsensitive(aws_secretsmanager_secret_version.this))))
    error_message = "no attribute in the state may hold a value"
  }
}

run "a_number_is_needed_for_each_secret" {
  command = plan

  variables {
    versions = { enterwait = 1, nursery = 1, management = 1 }
  }

  expect_failures = [var.versions]
}

run "numbers_are_whole" {
  command = plan

  variables {
    versions = { enterwait = 1, nursery = 1.5, management = 1, enterwait-database = 1, nursery-database = 1, management-database = 4, management-peer = 1, webhook = 0 }
  }

  expect_failures = [var.versions]
}

run "a_short_signing_secret_and_a_name_that_nobody_has_are_refused" {
  command = plan

  variables {
    # 23 bytes.
    webhook_secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="
    given_secrets  = { "nursery/PASWORD" = "given" }
  }

  expect_failures = [
    var.webhook_secret,
    var.given_secrets,
  ]
}
