# The whole pipeline together: what feeds what, and who may do what, under the contract's names.

mock_provider "aws" {
  source = "./tests/mocks"
}

# Different values, so that wrong wiring shows.
override_resource {
  target = module.queue["IntegrateEventQueue"].aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:ap-northeast-2:111122223333:IntegrateEventQueue.fifo"
    url = "https://sqs.ap-northeast-2.amazonaws.com/111122223333/IntegrateEventQueue.fifo"
  }
}

override_resource {
  target = module.queue["EventToNurseryQueue"].aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:ap-northeast-2:111122223333:EventToNurseryQueue"
    url = "https://sqs.ap-northeast-2.amazonaws.com/111122223333/EventToNurseryQueue"
  }
}

override_resource {
  target = module.queue["EventToEnterwaitQueue"].aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:ap-northeast-2:111122223333:EventToEnterwaitQueue"
    url = "https://sqs.ap-northeast-2.amazonaws.com/111122223333/EventToEnterwaitQueue"
  }
}

override_resource {
  target = module.queue["SendEmailQueue"].aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:ap-northeast-2:111122223333:SendEmailQueue"
    url = "https://sqs.ap-northeast-2.amazonaws.com/111122223333/SendEmailQueue"
  }
}

override_resource {
  target = module.queue["MailFeedbackQueue"].aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:ap-northeast-2:111122223333:MailFeedbackQueue"
    url = "https://sqs.ap-northeast-2.amazonaws.com/111122223333/MailFeedbackQueue"
  }
}

override_resource {
  target = module.parked.aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:ap-northeast-2:111122223333:ParkedQueue"
    url = "https://sqs.ap-northeast-2.amazonaws.com/111122223333/ParkedQueue"
  }
}

override_resource {
  target = aws_dynamodb_table.applications
  values = {
    arn        = "arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitApplications"
    stream_arn = "arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitApplications/stream/2026-01-01T00:00:00.000"
  }
}

override_resource {
  target = aws_dynamodb_table.mail_claims
  values = { arn = "arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitMailClaims" }
}

override_resource {
  target = aws_dynamodb_table.mail_addresses
  values = { arn = "arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitMailAddresses" }
}

override_resource {
  target = aws_cloudwatch_event_bus.this
  values = { arn = "arn:aws:events:ap-northeast-2:111122223333:event-bus/IntegrateEventBus" }
}

variables {
  emulated               = false
  deletion_protection    = true
  lambda_dir             = "./tests/fixtures"
  architecture           = "x86_64"
  log_retention_days     = 30
  log_level              = "INFO"
  enterwait_url          = "https://enterwait.example.com"
  nursery_url            = "https://nursery.example.com"
  webhook_secret         = "whsec_dGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQtdGVzdC0xMjM0"
  mail_sender            = "no-reply@enterwait.example.com"
  mail_sandbox_recipient = ""
  site_url               = ""
  max_receive_count      = { judge = 10, mail = 11, deliveries = 50 }
  maximum_concurrency    = { deliveries = 10 }
  visibility_factor      = 6
}

run "queues_repeat_dead_letter_and_let_in_exactly_their_rules" {
  module {
    source = "./modules/pipeline"
  }

  assert {
    condition     = { for key, queue in module.queue : key => queue.name } == { IntegrateEventQueue = "IntegrateEventQueue.fifo", EventToNurseryQueue = "EventToNurseryQueue", EventToEnterwaitQueue = "EventToEnterwaitQueue", SendEmailQueue = "SendEmailQueue", MailFeedbackQueue = "MailFeedbackQueue" }
    error_message = "the queues must have the names of the contract"
  }

  assert {
    condition     = { for key, queue in module.queue : key => queue.dead_letter_name } == { IntegrateEventQueue = "IntegrateEventQueue-dlq.fifo", EventToNurseryQueue = "EventToNurseryQueue-dlq", EventToEnterwaitQueue = "EventToEnterwaitQueue-dlq", SendEmailQueue = "SendEmailQueue-dlq", MailFeedbackQueue = "MailFeedbackQueue-dlq" }
    error_message = "every queue must have its dead-letter queue"
  }

  assert {
    condition     = { for key, queue in module.queue : key => queue.settings.fifo } == { IntegrateEventQueue = true, EventToNurseryQueue = false, EventToEnterwaitQueue = false, SendEmailQueue = false, MailFeedbackQueue = false }
    error_message = "only the commands are kept in order by the queue"
  }

  assert {
    condition     = { for key, queue in module.queue : key => queue.settings.max_receive_count } == { IntegrateEventQueue = 10, EventToNurseryQueue = 50, EventToEnterwaitQueue = 50, SendEmailQueue = 11, MailFeedbackQueue = 50 }
    error_message = "each queue must take the limit of its consumer"
  }

  assert {
    condition = { for key, queue in module.queue : key => queue.settings.visibility_timeout_seconds } == {
      IntegrateEventQueue   = 6 * local.by_name["SQSToDynamoDB"].settings.timeout_seconds
      EventToNurseryQueue   = 6 * local.by_name["SQSToNursery"].settings.timeout_seconds
      EventToEnterwaitQueue = 6 * local.by_name["SQSToEnterwait"].settings.timeout_seconds
      SendEmailQueue        = 6 * local.by_name["SendEmail"].settings.timeout_seconds
      MailFeedbackQueue     = 6 * local.by_name["MailFeedback"].settings.timeout_seconds
    }
    error_message = "a message must stay hidden six times as long as its consumer may run"
  }

  assert {
    condition = {
      for key, queue in module.queue : key => flatten([
        for statement in queue.settings.policy.Statement : statement.Condition.ArnEquals["aws:SourceArn"] if statement.Effect == "Allow"
      ])
      } == {
      IntegrateEventQueue = []
      EventToNurseryQueue = [
        "arn:aws:events:ap-northeast-2:111122223333:rule/IntegrateEventBus/Cancel",
        "arn:aws:events:ap-northeast-2:111122223333:rule/IntegrateEventBus/OutcomeToNursery",
        "arn:aws:events:ap-northeast-2:111122223333:rule/IntegrateEventBus/Request",
      ]
      EventToEnterwaitQueue = [
        "arn:aws:events:ap-northeast-2:111122223333:rule/IntegrateEventBus/Accept",
        "arn:aws:events:ap-northeast-2:111122223333:rule/IntegrateEventBus/Leave",
        "arn:aws:events:ap-northeast-2:111122223333:rule/IntegrateEventBus/OutcomeToEnterwait",
        "arn:aws:events:ap-northeast-2:111122223333:rule/IntegrateEventBus/Reject",
      ]
      SendEmailQueue = [
        "arn:aws:events:ap-northeast-2:111122223333:rule/IntegrateEventBus/Accept",
        "arn:aws:events:ap-northeast-2:111122223333:rule/IntegrateEventBus/Cancel",
        "arn:aws:events:ap-northeast-2:111122223333:rule/IntegrateEventBus/Reject",
        "arn:aws:events:ap-northeast-2:111122223333:rule/IntegrateEventBus/Request",
      ]
      MailFeedbackQueue = ["arn:aws:events:ap-northeast-2:111122223333:rule/MailFeedback"]
    }
    error_message = "a queue must let in the rules that target it and no others; the commands' queue none"
  }

  assert {
    condition = { for key, queue in module.queue : key => queue.settings.message_retention_seconds / 86400 } == {
      IntegrateEventQueue   = 14
      EventToNurseryQueue   = 4
      EventToEnterwaitQueue = 4
      SendEmailQueue        = 4
      MailFeedbackQueue     = 4
    }
    error_message = "commands must be kept as long as SQS can; what follows from them can be told again"
  }

  assert {
    condition     = module.parked.name == "ParkedQueue" && module.parked.settings.message_retention_seconds == 14 * 24 * 3600 && module.parked.dead_letter_url == null
    error_message = "what is parked must stay 14 days and has no dead-letter queue"
  }

  assert {
    condition     = { for statement in module.parked.settings.policy.Statement : statement.Effect => try(length(statement.Condition.ArnEquals["aws:SourceArn"]), 0) } == { Deny = 0, Allow = 8 }
    error_message = "every rule must be able to park an event its target refused"
  }
}

run "rules_send_applied_events_on_and_every_outcome_back" {
  module {
    source = "./modules/pipeline"
  }

  assert {
    condition     = aws_cloudwatch_event_bus.this.name == "IntegrateEventBus" && alltrue([for rule in aws_cloudwatch_event_rule.this : rule.event_bus_name == "IntegrateEventBus"])
    error_message = "bus and rules must have the names of the contract"
  }

  assert {
    condition = { for name, rule in aws_cloudwatch_event_rule.this : rule.name => jsondecode(rule.event_pattern) } == {
      Request            = { source = ["enterwait.judge"], "detail-type" = ["Request"], detail = { outcome = ["applied"] } }
      Cancel             = { source = ["enterwait.judge"], "detail-type" = ["Cancel"], detail = { outcome = ["applied"] } }
      Accept             = { source = ["enterwait.judge"], "detail-type" = ["Accept"], detail = { outcome = ["applied"] } }
      Reject             = { source = ["enterwait.judge"], "detail-type" = ["Reject"], detail = { outcome = ["applied"] } }
      Leave              = { source = ["enterwait.judge"], "detail-type" = ["Cancel"], detail = { outcome = ["applied"], origin = ["nursery"] } }
      OutcomeToEnterwait = { source = ["enterwait.judge"], detail = { origin = ["enterwait", "management"] } }
      OutcomeToNursery   = { source = ["enterwait.judge"], detail = { origin = ["nursery"] } }
    }
    error_message = "the rules must match the judge's events by type and outcome, or by who asked"
  }

  assert {
    condition = toset([for target in aws_cloudwatch_event_target.this : "${target.rule} ${target.arn}"]) == toset([
      "Request arn:aws:sqs:ap-northeast-2:111122223333:SendEmailQueue",
      "Request arn:aws:sqs:ap-northeast-2:111122223333:EventToNurseryQueue",
      "Cancel arn:aws:sqs:ap-northeast-2:111122223333:SendEmailQueue",
      "Cancel arn:aws:sqs:ap-northeast-2:111122223333:EventToNurseryQueue",
      "Accept arn:aws:sqs:ap-northeast-2:111122223333:SendEmailQueue",
      "Accept arn:aws:sqs:ap-northeast-2:111122223333:EventToEnterwaitQueue",
      "Reject arn:aws:sqs:ap-northeast-2:111122223333:SendEmailQueue",
      "Reject arn:aws:sqs:ap-northeast-2:111122223333:EventToEnterwaitQueue",
      "Leave arn:aws:sqs:ap-northeast-2:111122223333:EventToEnterwaitQueue",
      "OutcomeToEnterwait arn:aws:sqs:ap-northeast-2:111122223333:EventToEnterwaitQueue",
      "OutcomeToNursery arn:aws:sqs:ap-northeast-2:111122223333:EventToNurseryQueue",
    ])
    error_message = "each rule must have exactly the targets of the contract"
  }

  assert {
    condition     = alltrue([for target in aws_cloudwatch_event_target.this : target.input_path == "$.detail"])
    error_message = "a consumer must get the judged event without EventBridge's envelope"
  }

  assert {
    condition     = alltrue([for target in aws_cloudwatch_event_target.this : one(target.dead_letter_config).arn == "arn:aws:sqs:ap-northeast-2:111122223333:ParkedQueue"])
    error_message = "an event that cannot be delivered must be parked"
  }
}

run "the_tables_keep_what_was_judged_and_forget_what_expired" {
  module {
    source = "./modules/pipeline"
  }

  assert {
    condition     = aws_dynamodb_table.applications.name == "EnterwaitApplications" && aws_dynamodb_table.applications.hash_key == "request_id" && aws_dynamodb_table.applications.range_key == "sk"
    error_message = "the table must be EnterwaitApplications (request_id, sk)"
  }

  assert {
    condition = { for index in aws_dynamodb_table.applications.global_secondary_index : index.name => [index.hash_key, index.range_key] } == {
      ByStatus     = ["ix_status_day", "updated_at"]
      ByDay        = ["ix_day", "updated_at"]
      ByNursery    = ["ix_nursery", "ix_status_time"]
      ByChild      = ["ix_child", "updated_at"]
      ByEmail      = ["ix_email", "updated_at"]
      ByChildName  = ["ix_child_name_start", "ix_child_name"]
      ByParentName = ["ix_parent_name_start", "ix_parent_name"]
    }
    error_message = "the indexes must be those whose keys the judge writes"
  }

  assert {
    condition     = alltrue([for index in aws_dynamodb_table.applications.global_secondary_index : index.projection_type == "KEYS_ONLY"])
    error_message = "an index must hold keys only: personal data stands in one place"
  }

  assert {
    condition     = length(aws_dynamodb_table.applications.attribute) == 13 && alltrue([for attribute in aws_dynamodb_table.applications.attribute : attribute.type == "S"])
    error_message = "exactly the keys of the table and of its indexes must be described"
  }

  assert {
    condition     = aws_dynamodb_table.mail_claims.name == "EnterwaitMailClaims" && aws_dynamodb_table.mail_claims.hash_key == "id" && aws_dynamodb_table.mail_claims.range_key == null
    error_message = "the table must be EnterwaitMailClaims (id)"
  }

  assert {
    condition     = aws_dynamodb_table.applications.stream_enabled && aws_dynamodb_table.applications.stream_view_type == "NEW_IMAGE"
    error_message = "the stream must carry the new image"
  }

  assert {
    condition     = one(aws_dynamodb_table.applications.ttl) == { enabled = true, attribute_name = "expires_at" } && one(aws_dynamodb_table.mail_claims.ttl) == { enabled = true, attribute_name = "expiration" }
    error_message = "items must expire by expires_at and expiration"
  }

  assert {
    condition = alltrue([
      for table in [aws_dynamodb_table.applications, aws_dynamodb_table.mail_claims] :
      table.billing_mode == "PAY_PER_REQUEST" && one(table.point_in_time_recovery).enabled && one(table.server_side_encryption).enabled && table.deletion_protection_enabled
    ])
    error_message = "every table must be on demand, recoverable, encrypted and protected from deletion"
  }
}

run "the_secret_is_kept_in_aws_and_written_elsewhere" {
  module {
    source = "./modules/pipeline"
  }

  assert {
    condition     = aws_secretsmanager_secret.webhook.name == "enterwait/webhook-secret" && aws_secretsmanager_secret.webhook.recovery_window_in_days == 30
    error_message = "the secret must have its name and, in AWS, a recovery window"
  }

  assert {
    condition     = length(aws_secretsmanager_secret_version.emulated) == 0
    error_message = "who plans this root in AWS must have no secret to read"
  }

  assert {
    condition     = !strcontains(jsonencode([for function in local.by_name : function.settings.environment]), "whsec_")
    error_message = "no function may have the value in its environment"
  }
}

run "the_sender_is_the_only_identity" {
  module {
    source = "./modules/pipeline"
  }

  assert {
    condition     = toset([for identity in aws_ses_email_identity.this : identity.email]) == toset(["no-reply@enterwait.example.com"])
    error_message = "only the sender needs an identity outside the sandbox"
  }

  assert {
    condition     = !contains(keys(local.by_name["SendEmail"].settings.environment), "SITE_URL")
    error_message = "without a site the function must not know one"
  }
}

run "what_became_of_mails_comes_from_the_default_bus" {
  module {
    source = "./modules/pipeline"
  }

  assert {
    condition = aws_cloudwatch_event_rule.feedback.event_bus_name == null && jsondecode(aws_cloudwatch_event_rule.feedback.event_pattern) == {
      source        = ["aws.ses"]
      "detail-type" = ["Email Bounced", "Email Complaint Received"]
    }
    error_message = "bounces and complaints of SES must be caught, where SES puts them"
  }

  assert {
    condition = (
      aws_cloudwatch_event_target.feedback.event_bus_name == null &&
      aws_cloudwatch_event_target.feedback.arn == "arn:aws:sqs:ap-northeast-2:111122223333:MailFeedbackQueue" &&
      aws_cloudwatch_event_target.feedback.input_path == null &&
      aws_cloudwatch_event_target.feedback.dead_letter_config[0].arn == "arn:aws:sqs:ap-northeast-2:111122223333:ParkedQueue"
    )
    error_message = "the whole event must go to the queue, and be parked if it cannot"
  }

  assert {
    condition     = aws_dynamodb_table.mail_addresses.ttl[0].enabled && aws_dynamodb_table.mail_addresses.point_in_time_recovery[0].enabled && aws_dynamodb_table.mail_addresses.deletion_protection_enabled
    error_message = "the marks must outlive an accident"
  }
}

run "mails_of_a_domain_go_out_with_their_configuration_set" {
  module {
    source = "./modules/pipeline"
  }

  variables {
    mail_sender_identity   = false
    mail_domain            = "enterwait.example.com"
    mail_configuration_set = "enterwait"
  }

  assert {
    condition     = length(aws_ses_email_identity.this) == 0
    error_message = "a verified domain needs no address beside it"
  }

  assert {
    condition     = local.by_name["SendEmail"].settings.environment.MAIL_CONFIGURATION_SET == "enterwait"
    error_message = "the function must name the set, or nobody hears of bounces"
  }

  assert {
    condition = local.by_name["SendEmail"].statements.SendMail.Resource == [
      "arn:aws:ses:ap-northeast-2:111122223333:identity/enterwait.example.com",
      "arn:aws:ses:ap-northeast-2:111122223333:configuration-set/enterwait",
    ]
    error_message = "the function must be allowed the identity of the domain and the set"
  }
}

run "in_the_sandbox_the_recipient_is_an_identity_too" {
  module {
    source = "./modules/pipeline"
  }

  variables {
    mail_sandbox_recipient = "staff@enterwait.example.com"
  }

  assert {
    condition     = toset([for identity in aws_ses_email_identity.this : identity.email]) == toset(["no-reply@enterwait.example.com", "staff@enterwait.example.com"])
    error_message = "the sandbox demands that the recipient is verified"
  }

  assert {
    condition     = local.by_name["SendEmail"].settings.environment.MAIL_SANDBOX_RECIPIENT == "staff@enterwait.example.com"
    error_message = "the function must know the recipient"
  }

  assert {
    condition = local.by_name["SendEmail"].statements.SendMail.Resource == [
      "arn:aws:ses:ap-northeast-2:111122223333:identity/no-reply@enterwait.example.com",
      "arn:aws:ses:ap-northeast-2:111122223333:identity/staff@enterwait.example.com",
    ]
    error_message = "the function must be allowed both identities"
  }
}

run "an_emulator_may_be_thrown_away" {
  module {
    source = "./modules/pipeline"
  }

  variables {
    emulated            = true
    deletion_protection = false
  }

  assert {
    condition     = aws_secretsmanager_secret.webhook.recovery_window_in_days == 0 && !aws_dynamodb_table.applications.deletion_protection_enabled && !aws_dynamodb_table.mail_claims.deletion_protection_enabled && !aws_dynamodb_table.mail_addresses.deletion_protection_enabled
    error_message = "nothing may stand in the way of putting an emulator up again"
  }

  assert {
    condition     = one(aws_secretsmanager_secret_version.emulated[*].secret_string_wo_version) == 1 && !strcontains(jsonencode(nonsensitive(aws_secretsmanager_secret_version.emulated)), "whsec_")
    error_message = "its secret must be written write-only, by the same apply"
  }
}
