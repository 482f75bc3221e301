# What the root refuses, and what it derives from the values it accepts.

mock_provider "aws" {
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "global"
  source = "./tests/mocks"
}

# Only the pipeline, because these checks apply to every target; tests/sizes covers what exists only in AWS.
variables {
  emulated       = true
  lambda_dir     = "./tests/fixtures"
  enterwait_url  = "https://enterwait.example.com"
  nursery_url    = "https://nursery.example.com"
  webhook_secret = "whsec_dGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQtdGVzdC0xMjM0"
  mail_sender    = "no-reply@enterwait.example.com"
}

run "the_outputs_are_those_of_the_contract" {
  assert {
    condition     = output.table_name == "EnterwaitApplications" && output.mail_claim_table_name == "EnterwaitMailClaims" && output.mail_address_table_name == "EnterwaitMailAddresses" && output.event_bus_name == "IntegrateEventBus"
    error_message = "the names must be those of the contract"
  }

  assert {
    condition     = join(" ", output.function_names) == "DynamoDBToEventBridge MailFeedback SQSToDynamoDB SQSToEnterwait SQSToNursery SendEmail"
    error_message = "there must be six functions"
  }

  assert {
    condition     = join(" ", sort(keys(output.queue_urls))) == "EventToEnterwaitQueue EventToNurseryQueue IntegrateEventQueue MailFeedbackQueue SendEmailQueue" && sort(keys(output.dead_letter_queue_urls)) == sort(keys(output.queue_urls))
    error_message = "every queue must come with its dead-letter queue"
  }

  assert {
    condition     = alltrue([for url in concat([output.integrate_queue_url, output.parked_queue_url], values(output.queue_urls), values(output.dead_letter_queue_urls)) : startswith(url, "https://")])
    error_message = "the queues must come as URLs"
  }

  assert {
    condition     = startswith(output.secret_arn, "arn:aws:secretsmanager:")
    error_message = "the secret must come as an ARN"
  }
}

run "the_shortest_secret_is_taken_and_a_path_in_a_url" {
  command = plan

  variables {
    # 24 bytes.
    webhook_secret         = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
    enterwait_url          = "https://enterwait.example.com/"
    nursery_url            = "https://example.com/nursery/"
    mail_sandbox_recipient = "staff+test@example.co.kr"
    site_url               = "https://example.com/enterwait/"
  }
}

run "the_longest_secret_is_taken_and_plain_http_for_an_emulator" {
  command = plan

  variables {
    # 64 bytes.
    webhook_secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMw=="
    emulated       = true
    enterwait_url  = "http://host.docker.internal:3000"
    nursery_url    = "http://127.0.0.1:4000"
    site_url       = "http://127.0.0.1:3000"
  }
}

run "plain_http_is_refused_in_aws" {
  command = plan

  variables {
    emulated      = false
    domain        = "example.go.kr"
    enterwait_url = "http://enterwait.example.com"
    nursery_url   = "http://nursery.example.com"
    site_url      = "http://enterwait.example.com"
  }

  expect_failures = [
    var.enterwait_url,
    var.nursery_url,
    var.site_url,
  ]
}

run "a_short_secret_and_incomplete_values_are_refused" {
  command = plan

  variables {
    # 23 bytes.
    webhook_secret         = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="
    enterwait_url          = "enterwait.example.com"
    nursery_url            = "https://"
    mail_sender            = "no-reply"
    mail_sandbox_recipient = "staff@localhost"
    site_url               = "https://enterwait.example.com/?next=1"
    region                 = "seoul"
  }

  expect_failures = [
    var.webhook_secret,
    var.enterwait_url,
    var.nursery_url,
    var.mail_sender,
    var.mail_sandbox_recipient,
    var.site_url,
    var.region,
  ]
}

run "a_long_secret_and_values_with_too_much_in_them_are_refused" {
  command = plan

  variables {
    # 65 bytes.
    webhook_secret         = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ="
    enterwait_url          = "https://user:pass@enterwait.example.com"
    nursery_url            = "https://nursery.example.com/?a=b"
    mail_sender            = "Enterwait <no-reply@enterwait.example.com>"
    mail_sandbox_recipient = "a@example.com, b@example.com"
  }

  expect_failures = [
    var.webhook_secret,
    var.enterwait_url,
    var.nursery_url,
    var.mail_sender,
    var.mail_sandbox_recipient,
  ]
}

run "a_secret_without_its_prefix_and_a_second_line_in_an_address_are_refused" {
  command = plan

  variables {
    webhook_secret         = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    mail_sender            = "no-reply@enterwait.example.com\nBcc: a@example.com"
    mail_sandbox_recipient = "a@example.com\n"
  }

  expect_failures = [
    var.webhook_secret,
    var.mail_sender,
    var.mail_sandbox_recipient,
  ]
}

run "a_secret_that_is_not_base64_and_values_aws_does_not_know_are_refused" {
  command = plan

  variables {
    webhook_secret     = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5!!!="
    architecture       = "riscv"
    log_level          = "LOUD"
    log_retention_days = 31
    # A single failure would make the message a dead letter.
    judge_receive_count    = 1
    mail_receive_count     = 1
    delivery_receive_count = 1001
    judge_concurrency      = 1
    mail_concurrency       = 1
    delivery_concurrency   = 1
  }

  expect_failures = [
    var.webhook_secret,
    var.architecture,
    var.log_level,
    var.log_retention_days,
    var.judge_receive_count,
    var.mail_receive_count,
    var.delivery_receive_count,
    var.judge_concurrency,
    var.mail_concurrency,
    var.delivery_concurrency,
  ]
}

run "aws_needs_a_domain_and_nothing_else_of_these" {
  command = plan

  variables {
    emulated       = false
    enterwait_url  = null
    nursery_url    = null
    webhook_secret = null
  }

  expect_failures = [var.domain]
}

run "an_emulator_needs_to_be_told_where_the_systems_are" {
  command = plan

  variables {
    enterwait_url  = null
    nursery_url    = null
    webhook_secret = null
  }

  expect_failures = [
    var.enterwait_url,
    var.nursery_url,
    var.webhook_secret,
  ]
}

run "what_would_open_the_cloud_to_all_is_refused" {
  command = plan

  variables {
    domain                         = "example"
    network_cidr                   = "10.0.0.0/8"
    nat_gateways                   = 2
    interface_endpoints            = []
    kubernetes_version             = "latest"
    cluster_public_access_cidrs    = ["0.0.0.0/0"]
    database_engine_version        = "8.0"
    database_backup_retention_days = 0
    operator_cidrs                 = ["0.0.0.0/0"]
    github                         = { repository = "example", state_bucket = "example-state" }
  }

  expect_failures = [
    var.domain,
    var.network_cidr,
    var.nat_gateways,
    var.interface_endpoints,
    var.kubernetes_version,
    var.cluster_public_access_cidrs,
    var.database_engine_version,
    var.database_backup_retention_days,
    var.operator_cidrs,
    var.github,
  ]
}

# Terraform would only warn about an undeclared variable, and its settings would be lost.
run "the_objects_of_earlier_releases_are_refused" {
  command = plan

  variables {
    network             = { nat_gateways = 3 }
    cluster             = { public_access_cidrs = ["203.0.113.0/24"] }
    database            = { multi_az = true }
    edge                = { operator_cidrs = ["203.0.113.0/24"] }
    max_receive_count   = { mail = 20 }
    maximum_concurrency = { mail = 20 }
  }

  expect_failures = [
    var.network,
    var.cluster,
    var.database,
    var.edge,
    var.max_receive_count,
    var.maximum_concurrency,
  ]
}

run "a_small_municipality_may_do_without_what_production_promises" {
  command = plan

  variables {
    production = false
    firewall   = false
  }
}

run "production_as_it_is_promised_is_taken" {
  command = plan

  variables {
    production                     = true
    firewall                       = true
    nat_gateways                   = 3
    interface_endpoints            = ["ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sqs", "sts"]
    database_multi_az              = true
    database_backup_retention_days = 35
    deletion_protection            = null
    alarm_emails                   = ["operations@example.go.kr"]
  }
}

run "production_without_firewall_is_refused" {
  command = plan

  variables {
    production                     = true
    firewall                       = false
    nat_gateways                   = 3
    interface_endpoints            = ["ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sqs", "sts"]
    database_multi_az              = true
    database_backup_retention_days = 35
    deletion_protection            = null
    alarm_emails                   = ["operations@example.go.kr"]
  }

  expect_failures = [var.production]
}

run "production_without_a_way_out_in_each_zone_is_refused" {
  command = plan

  variables {
    production                     = true
    firewall                       = true
    nat_gateways                   = 1
    interface_endpoints            = ["ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sqs", "sts"]
    database_multi_az              = true
    database_backup_retention_days = 35
    deletion_protection            = null
    alarm_emails                   = ["operations@example.go.kr"]
  }

  expect_failures = [var.production]
}

run "production_without_endpoints_is_refused" {
  command = plan

  variables {
    production                     = true
    firewall                       = true
    nat_gateways                   = 3
    interface_endpoints            = ["sqs", "sts"]
    database_multi_az              = true
    database_backup_retention_days = 35
    deletion_protection            = null
    alarm_emails                   = ["operations@example.go.kr"]
  }

  expect_failures = [var.production]
}

run "production_without_a_standby_is_refused" {
  command = plan

  variables {
    production                     = true
    firewall                       = true
    nat_gateways                   = 3
    interface_endpoints            = ["ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sqs", "sts"]
    database_multi_az              = false
    database_backup_retention_days = 35
    deletion_protection            = null
    alarm_emails                   = ["operations@example.go.kr"]
  }

  expect_failures = [var.production]
}

run "production_without_all_backups_is_refused" {
  command = plan

  variables {
    production                     = true
    firewall                       = true
    nat_gateways                   = 3
    interface_endpoints            = ["ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sqs", "sts"]
    database_multi_az              = true
    database_backup_retention_days = 34
    deletion_protection            = null
    alarm_emails                   = ["operations@example.go.kr"]
  }

  expect_failures = [var.production]
}

run "production_without_protection_is_refused" {
  command = plan

  variables {
    production                     = true
    firewall                       = true
    nat_gateways                   = 3
    interface_endpoints            = ["ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sqs", "sts"]
    database_multi_az              = true
    database_backup_retention_days = 35
    deletion_protection            = false
    alarm_emails                   = ["operations@example.go.kr"]
  }

  expect_failures = [var.production]
}

run "production_without_somebody_who_hears_alarms_is_refused" {
  command = plan

  variables {
    production                     = true
    firewall                       = true
    nat_gateways                   = 3
    interface_endpoints            = ["ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sqs", "sts"]
    database_multi_az              = true
    database_backup_retention_days = 35
    deletion_protection            = null
    alarm_emails                   = []
  }

  expect_failures = [var.production]
}
