locals {
  # What each function runs with. Apart from `environment`, nothing here waits for anything: the queues take their
  # visibility timeout from this table.
  functions = {
    SQSToDynamoDB         = { timeout_seconds = 20, queue = "IntegrateEventQueue", maximum_concurrency = var.maximum_concurrency.judge }
    DynamoDBToEventBridge = { timeout_seconds = 20, queue = null, maximum_concurrency = null }
    SQSToNursery          = { timeout_seconds = 20, queue = "EventToNurseryQueue", maximum_concurrency = var.maximum_concurrency.deliveries }
    SQSToEnterwait        = { timeout_seconds = 20, queue = "EventToEnterwaitQueue", maximum_concurrency = var.maximum_concurrency.deliveries }
    SendEmail             = { timeout_seconds = 45, queue = "SendEmailQueue", maximum_concurrency = var.maximum_concurrency.mail }
    MailFeedback          = { timeout_seconds = 20, queue = local.feedback_queue, maximum_concurrency = var.maximum_concurrency.deliveries }
  }

  # A slash at the end would be doubled by the paths.
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
  # With it a consumer knows the last receive of a message, and sends it to the dead-letter queue itself, with the reason.
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

  # 10 is the most of a FIFO queue, and of any queue without waiting for a batch to fill.
  sources = {
    for name, function in local.functions : name => function.queue == null ? null : {
      arn                 = module.queue[function.queue].arn
      batch_size          = 10
      maximum_concurrency = function.maximum_concurrency
    }
  }

  # Everything is read by these, and what they read the judge has written.
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

  # Only what calls the systems has to be where they are; the others reach AWS by its public addresses, as safe and without NAT.
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
    # Only judged events, once each: STATE moves with every one of them, and TTL removes old items.
    filter = jsonencode({
      eventName = ["INSERT"]
      dynamodb  = { Keys = { sk = { S = [{ prefix = "EVENT#" }] } } }
    })
  }
}

# The last of the functions in every apply: a new judge never writes for readers of the release before (ADR 0015).
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
