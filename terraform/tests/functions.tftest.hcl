# The six functions: what feeds each one, what environment it gets and what it may do.

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
  enterwait_url          = "https://enterwait.example.com/"
  nursery_url            = "https://nursery.example.com"
  webhook_secret         = "whsec_dGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQtdGVzdC0xMjM0"
  mail_sender            = "no-reply@enterwait.example.com"
  mail_sandbox_recipient = ""
  site_url               = "https://enterwait.example.com/"
  max_receive_count      = { judge = 10, mail = 11, deliveries = 50 }
  maximum_concurrency    = { deliveries = 10 }
  visibility_factor      = 6
}

run "functions_have_the_environment_of_the_contract" {
  module {
    source = "./modules/pipeline"
  }

  assert {
    condition = { for name, function in local.by_name : name => { for key, value in function.settings.environment : key => value if !startswith(key, "POWERTOOLS_") && key != "PARKED_QUEUE_URL" } } == {
      SQSToDynamoDB = {
        TABLE_NAME           = "EnterwaitApplications"
        EVENT_BUS_NAME       = "IntegrateEventBus"
        RETELL_AFTER_SECONDS = "300"
        MAX_RECEIVE_COUNT    = "10"
      }
      DynamoDBToEventBridge = {
        EVENT_BUS_NAME = "IntegrateEventBus"
      }
      SQSToNursery = {
        REQUEST_URL       = "https://nursery.example.com/enterwait/request"
        CANCEL_URL        = "https://nursery.example.com/enterwait/cancel"
        OUTCOME_URL       = "https://nursery.example.com/sync/outcome"
        WEBHOOK_SECRET_ID = "enterwait/webhook-secret"
        MAX_RECEIVE_COUNT = "50"
      }
      SQSToEnterwait = {
        ACCEPT_URL        = "https://enterwait.example.com/request/accept"
        REJECT_URL        = "https://enterwait.example.com/request/reject"
        OUTCOME_URL       = "https://enterwait.example.com/sync/outcome"
        WEBHOOK_SECRET_ID = "enterwait/webhook-secret"
        MAX_RECEIVE_COUNT = "50"
      }
      SendEmail = {
        MAIL_SENDER             = "no-reply@enterwait.example.com"
        MAIL_CLAIM_TABLE_NAME   = "EnterwaitMailClaims"
        MAIL_ADDRESS_TABLE_NAME = "EnterwaitMailAddresses"
        SITE_URL                = "https://enterwait.example.com"
        MAX_RECEIVE_COUNT       = "11"
      }
      MailFeedback = {
        MAIL_ADDRESS_TABLE_NAME    = "EnterwaitMailAddresses"
        ENTERWAIT_MAIL_ADDRESS_URL = "https://enterwait.example.com/sync/mail-address"
        NURSERY_MAIL_ADDRESS_URL   = "https://nursery.example.com/sync/mail-address"
        WEBHOOK_SECRET_ID          = "enterwait/webhook-secret"
        MAX_RECEIVE_COUNT          = "50"
      }
    }
    error_message = "each function must have exactly its variables"
  }

  assert {
    condition = alltrue([
      for name, function in local.by_name :
      function.settings.environment.PARKED_QUEUE_URL == "https://sqs.ap-northeast-2.amazonaws.com/111122223333/ParkedQueue" &&
      function.settings.environment.POWERTOOLS_SERVICE_NAME == name &&
      function.settings.environment.POWERTOOLS_LOG_LEVEL == "INFO"
    ])
    error_message = "every function must know where to park and what it is called"
  }

  assert {
    condition     = { for name, function in local.by_name : function.settings.log_group => function.settings.log_retention_days } == { for name in ["SQSToDynamoDB", "DynamoDBToEventBridge", "SQSToNursery", "SQSToEnterwait", "SendEmail", "MailFeedback"] : "/aws/lambda/${name}" => 30 }
    error_message = "there must be exactly the five functions of the contract and MailFeedback, each with its own log and retention"
  }
}

run "each_function_is_fed_by_its_own_source" {
  module {
    source = "./modules/pipeline"
  }

  assert {
    condition = { for name, function in local.by_name : name => function.source.event_source_arn } == {
      SQSToDynamoDB         = "arn:aws:sqs:ap-northeast-2:111122223333:IntegrateEventQueue.fifo"
      DynamoDBToEventBridge = "arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitApplications/stream/2026-01-01T00:00:00.000"
      SQSToNursery          = "arn:aws:sqs:ap-northeast-2:111122223333:EventToNurseryQueue"
      SQSToEnterwait        = "arn:aws:sqs:ap-northeast-2:111122223333:EventToEnterwaitQueue"
      SendEmail             = "arn:aws:sqs:ap-northeast-2:111122223333:SendEmailQueue"
      MailFeedback          = "arn:aws:sqs:ap-northeast-2:111122223333:MailFeedbackQueue"
    }
    error_message = "each function must read its own queue, the publisher the stream"
  }

  assert {
    condition     = { for name, function in local.by_name : name => function.source.scaling_config[0].maximum_concurrency if length(function.source.scaling_config) > 0 } == { SQSToNursery = 10, SQSToEnterwait = 10, MailFeedback = 10 }
    error_message = "only deliveries are limited"
  }

  assert {
    condition     = [for filter in one(local.by_name["DynamoDBToEventBridge"].source.filter_criteria).filter : jsondecode(filter.pattern)] == [{ eventName = ["INSERT"], dynamodb = { Keys = { sk = { S = [{ prefix = "EVENT#" }] } } } }]
    error_message = "the publisher must see inserted events only, not STATE and not expiries"
  }

  assert {
    condition     = local.by_name["DynamoDBToEventBridge"].source.destination_config[0].on_failure[0].destination_arn == "arn:aws:sqs:ap-northeast-2:111122223333:ParkedQueue"
    error_message = "a record given up must be parked"
  }
}

run "each_function_may_do_its_own_work_and_nothing_else" {
  module {
    source = "./modules/pipeline"
  }

  assert {
    condition = { for name, function in local.by_name : name => join(" ", sort(keys(function.statements))) } == {
      SQSToDynamoDB         = "BuryInOwnDeadLetters ConsumeQueue Judge Park Publish WriteOwnLog"
      DynamoDBToEventBridge = "Park Publish ReadStream WriteOwnLog"
      SQSToNursery          = "BuryInOwnDeadLetters ConsumeQueue Park ReadSigningSecret WriteOwnLog"
      SQSToEnterwait        = "BuryInOwnDeadLetters ConsumeQueue Park ReadSigningSecret WriteOwnLog"
      SendEmail             = "BuryInOwnDeadLetters ClaimMail ConsumeQueue LookUpAddress Park SendMail WriteOwnLog"
      MailFeedback          = "BuryInOwnDeadLetters ConsumeQueue MarkAddress Park ReadSigningSecret WriteOwnLog"
    }
    error_message = "no function may have a statement too many or too few"
  }

  assert {
    condition = { for name, function in local.by_name : name => function.statements.ConsumeQueue.Resource if can(function.statements.ConsumeQueue) } == {
      SQSToDynamoDB  = ["arn:aws:sqs:ap-northeast-2:111122223333:IntegrateEventQueue.fifo"]
      SQSToNursery   = ["arn:aws:sqs:ap-northeast-2:111122223333:EventToNurseryQueue"]
      SQSToEnterwait = ["arn:aws:sqs:ap-northeast-2:111122223333:EventToEnterwaitQueue"]
      SendEmail      = ["arn:aws:sqs:ap-northeast-2:111122223333:SendEmailQueue"]
      MailFeedback   = ["arn:aws:sqs:ap-northeast-2:111122223333:MailFeedbackQueue"]
    }
    error_message = "a function may consume its own queue only"
  }

  assert {
    condition = alltrue([
      for function in local.by_name :
      function.statements.ConsumeQueue.Action == ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
      if can(function.statements.ConsumeQueue)
    ])
    error_message = "a consumer may receive, delete, hide and look, and nothing else"
  }

  assert {
    condition = { for name, function in local.by_name : name => function.statements.BuryInOwnDeadLetters.Resource if can(function.statements.BuryInOwnDeadLetters) } == {
      SQSToDynamoDB  = ["arn:aws:sqs:ap-northeast-2:111122223333:IntegrateEventQueue-dlq.fifo"]
      SQSToNursery   = ["arn:aws:sqs:ap-northeast-2:111122223333:EventToNurseryQueue-dlq"]
      SQSToEnterwait = ["arn:aws:sqs:ap-northeast-2:111122223333:EventToEnterwaitQueue-dlq"]
      SendEmail      = ["arn:aws:sqs:ap-northeast-2:111122223333:SendEmailQueue-dlq"]
      MailFeedback   = ["arn:aws:sqs:ap-northeast-2:111122223333:MailFeedbackQueue-dlq"]
    }
    error_message = "a consumer may send to the dead-letter queue of its own queue only"
  }

  assert {
    condition     = alltrue([for function in local.by_name : function.statements.BuryInOwnDeadLetters.Action == ["sqs:SendMessage"] if can(function.statements.BuryInOwnDeadLetters)])
    error_message = "a consumer may only send to its dead-letter queue"
  }

  assert {
    condition     = alltrue([for function in local.by_name : function.statements.Park.Action == ["sqs:SendMessage"] && function.statements.Park.Resource == ["arn:aws:sqs:ap-northeast-2:111122223333:ParkedQueue"]])
    error_message = "a function may send to the parking queue only"
  }

  assert {
    condition = local.by_name["SQSToDynamoDB"].statements.Judge == {
      Sid      = "Judge"
      Effect   = "Allow"
      Action   = ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"]
      Resource = ["arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitApplications"]
    }
    error_message = "the judge may read and write items of its table, and delete none"
  }

  assert {
    condition = local.by_name["DynamoDBToEventBridge"].statements.ReadStream == {
      Sid      = "ReadStream"
      Effect   = "Allow"
      Action   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
      Resource = ["arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitApplications/stream/2026-01-01T00:00:00.000"]
    }
    error_message = "the publisher may read the stream, not the table"
  }

  assert {
    condition = alltrue([for name in ["DynamoDBToEventBridge", "SQSToDynamoDB"] : local.by_name[name].statements.Publish == {
      Sid       = "Publish"
      Effect    = "Allow"
      Action    = ["events:PutEvents"]
      Resource  = ["arn:aws:events:ap-northeast-2:111122223333:event-bus/IntegrateEventBus"]
      Condition = { "ForAllValues:StringEquals" = { "events:source" = ["enterwait.judge"] } }
    }])
    error_message = "the publisher, and the judge for whoever asks again, may put the judge's events on the one bus"
  }

  assert {
    condition = alltrue([
      for name in ["SQSToNursery", "SQSToEnterwait", "MailFeedback"] :
      local.by_name[name].statements.ReadSigningSecret.Action == ["secretsmanager:GetSecretValue"] &&
      local.by_name[name].statements.ReadSigningSecret.Resource == [aws_secretsmanager_secret.webhook.arn]
    ])
    error_message = "deliveries may read the one secret"
  }

  assert {
    condition = local.by_name["SendEmail"].statements.SendMail == {
      Sid       = "SendMail"
      Effect    = "Allow"
      Action    = ["ses:SendEmail"]
      Resource  = ["arn:aws:ses:ap-northeast-2:111122223333:identity/no-reply@enterwait.example.com"]
      Condition = { StringEquals = { "ses:FromAddress" = ["no-reply@enterwait.example.com"] } }
    }
    error_message = "mail may go out from the sender only"
  }

  assert {
    condition = local.by_name["SendEmail"].statements.ClaimMail == {
      Sid      = "ClaimMail"
      Effect   = "Allow"
      Action   = ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
      Resource = ["arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitMailClaims"]
    }
    error_message = "mail may be claimed in the table of claims"
  }

  assert {
    condition = (
      local.by_name["SendEmail"].statements.LookUpAddress.Action == ["dynamodb:GetItem"] &&
      local.by_name["MailFeedback"].statements.MarkAddress.Action == ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"] &&
      alltrue([
        for statement in [local.by_name["SendEmail"].statements.LookUpAddress, local.by_name["MailFeedback"].statements.MarkAddress] :
        statement.Resource == ["arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitMailAddresses"]
      ])
    )
    error_message = "one marks addresses, the other looks them up"
  }

  assert {
    condition = alltrue(flatten([
      for function in local.by_name : [
        for sid, statement in function.statements : [
          for resource in statement.Resource : sid == "WriteOwnLog" ? endswith(resource, ":*") : !strcontains(resource, "*")
        ]
      ]
    ]))
    error_message = "no resource may be a wildcard but the streams of a function's own log"
  }
}
