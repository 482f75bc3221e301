locals {
  # What each function runs with. Nothing here except `environment` depends on other resources, because the queues take their
  # visibility timeout from this table.
  functions = {
    SQSToDynamoDB         = { timeout_seconds = 20, queue = "IntegrateEventQueue", maximum_concurrency = var.maximum_concurrency.judge }
    DynamoDBToEventBridge = { timeout_seconds = 20, queue = null, maximum_concurrency = null }
    SQSToNursery          = { timeout_seconds = 20, queue = "EventToNurseryQueue", maximum_concurrency = var.maximum_concurrency.deliveries }
    SQSToEnterwait        = { timeout_seconds = 20, queue = "EventToEnterwaitQueue", maximum_concurrency = var.maximum_concurrency.deliveries }
    SendEmail             = { timeout_seconds = 45, queue = "SendEmailQueue", maximum_concurrency = var.maximum_concurrency.mail }
    MailFeedback          = { timeout_seconds = 20, queue = local.feedback_queue, maximum_concurrency = var.maximum_concurrency.deliveries }
  }

  # Otherwise a trailing slash would be doubled by the paths.
  enterwait_url = trimsuffix(var.enterwait_url, "/")
  nursery_url   = trimsuffix(var.nursery_url, "/")

  environment = {
    SQSToDynamoDB = {
      TABLE_NAME           = aws_dynamodb_table.applications.name
      EVENT_BUS_NAME       = aws_cloudwatch_event_bus.this.name
      RETELL_AFTER_SECONDS = tostring(var.retell_after_seconds)
    }
    DynamoDBToEventBridge = {
      EVENT_BUS_NAME = aws_cloudwatch_event_bus.this.name
    }
    SQSToNursery = {
      REQUEST_URL       = "${local.nursery_url}/enterwait/request"
      CANCEL_URL        = "${local.nursery_url}/enterwait/cancel"
      OUTCOME_URL       = "${local.nursery_url}/sync/outcome"
      WEBHOOK_SECRET_ID = aws_secretsmanager_secret.webhook.name
    }
    SQSToEnterwait = {
      ACCEPT_URL        = "${local.enterwait_url}/request/accept"
      REJECT_URL        = "${local.enterwait_url}/request/reject"
      OUTCOME_URL       = "${local.enterwait_url}/sync/outcome"
      WEBHOOK_SECRET_ID = aws_secretsmanager_secret.webhook.name
    }
    SendEmail = merge(
      {
        MAIL_SENDER             = var.mail_sender
        MAIL_CLAIM_TABLE_NAME   = aws_dynamodb_table.mail_claims.name
        MAIL_ADDRESS_TABLE_NAME = aws_dynamodb_table.mail_addresses.name
      },
      var.mail_configuration_set == null ? {} : { MAIL_CONFIGURATION_SET = var.mail_configuration_set },
      var.mail_sandbox_recipient == "" ? {} : { MAIL_SANDBOX_RECIPIENT = var.mail_sandbox_recipient },
      var.site_url == "" ? {} : { SITE_URL = trimsuffix(var.site_url, "/") },
    )
    MailFeedback = {
      MAIL_ADDRESS_TABLE_NAME    = aws_dynamodb_table.mail_addresses.name
      ENTERWAIT_MAIL_ADDRESS_URL = "${local.enterwait_url}/sync/mail-address"
      NURSERY_MAIL_ADDRESS_URL   = "${local.nursery_url}/sync/mail-address"
      WEBHOOK_SECRET_ID          = aws_secretsmanager_secret.webhook.name
    }
  }
}

locals {
  # Lets a consumer recognise a message's last receive, and send it to the dead-letter queue itself, with the reason.
  last_receive = {
    for name, function in local.functions :
    name => function.queue == null ? {} : { MAX_RECEIVE_COUNT = tostring(local.queues[function.queue].max_receive_count) }
  }

  variables = {
    for name in keys(local.functions) : name => merge(local.environment[name], local.last_receive[name], {
      PARKED_QUEUE_URL        = local.parked_url
      POWERTOOLS_SERVICE_NAME = name
      POWERTOOLS_LOG_LEVEL    = var.log_level
    })
  }

  # 10 is the maximum for a FIFO queue, and for any queue that does not wait for a batch to fill.
  sources = {
    for name, function in local.functions : name => function.queue == null ? null : {
      arn                 = module.queue[function.queue].arn
      batch_size          = 10
      maximum_concurrency = function.maximum_concurrency
    }
  }

  # These functions read everything; the judge has written what they read.
  readers = { for name, function in local.functions : name => function if name != "SQSToDynamoDB" }

  by_name = merge(module.function, { SQSToDynamoDB = module.judge })
}

module "function" {
  source   = "../function"
  for_each = local.readers

  name               = each.key
  zip                = "${var.lambda_dir}/${each.key}.zip"
  architecture       = var.architecture
  timeout_seconds    = each.value.timeout_seconds
  log_retention_days = var.log_retention_days
  statements         = local.statements[each.key]
  environment        = local.variables[each.key]
  queue              = local.sources[each.key]

  # Only functions that call the systems must be in their VPC; the others reach AWS at its public addresses, just as safely and without NAT.
  vpc = var.vpc == null || !contains(["SQSToNursery", "SQSToEnterwait", "MailFeedback"], each.key) ? null : {
    subnet_ids         = var.vpc.subnet_ids
    security_group_ids = var.vpc.security_group_ids
    partition          = local.account.partition
    region             = local.account.region
    account_id         = local.account.id
  }

  stream = each.key != "DynamoDBToEventBridge" ? null : {
    arn            = aws_dynamodb_table.applications.stream_arn
    batch_size     = 100
    on_failure_arn = module.parked.arn
    # Only judged events, once each: every one of them also changes STATE, and TTL removes old items.
    filter = jsonencode({
      eventName = ["INSERT"]
      dynamodb  = { Keys = { sk = { S = [{ prefix = "EVENT#" }] } } }
    })
  }
}

# Updated last in every apply, so that a new judge never writes for the previous release's readers (ADR 0015).
module "judge" {
  source = "../function"

  name               = "SQSToDynamoDB"
  zip                = "${var.lambda_dir}/SQSToDynamoDB.zip"
  architecture       = var.architecture
  timeout_seconds    = local.functions.SQSToDynamoDB.timeout_seconds
  log_retention_days = var.log_retention_days
  statements         = local.statements.SQSToDynamoDB
  environment        = local.variables.SQSToDynamoDB
  queue              = local.sources.SQSToDynamoDB

  depends_on = [module.function]
}

moved {
  from = module.function["SQSToDynamoDB"]
  to   = module.judge
}
