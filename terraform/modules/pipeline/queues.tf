locals {
  # Receive counts and what they mean in time: a failed message is hidden for 10, 20, 40 … and at most 900 s, so
  # 50 receives last about eleven hours.
  queues = {
    # Commands not judged yet: kept as long as SQS allows, so that a long outage loses none.
    IntegrateEventQueue   = { fifo = true, retention_seconds = 1209600, consumer = "SQSToDynamoDB", max_receive_count = var.max_receive_count.judge }
    EventToNurseryQueue   = { fifo = false, retention_seconds = 345600, consumer = "SQSToNursery", max_receive_count = var.max_receive_count.deliveries }
    EventToEnterwaitQueue = { fifo = false, retention_seconds = 345600, consumer = "SQSToEnterwait", max_receive_count = var.max_receive_count.deliveries }
    SendEmailQueue        = { fifo = false, retention_seconds = 345600, consumer = "SendEmail", max_receive_count = var.max_receive_count.mail }
    # What became of mail, and which address was verified again.
    MailFeedbackQueue = { fifo = false, retention_seconds = 345600, consumer = "MailFeedback", max_receive_count = var.max_receive_count.deliveries }
  }
}

module "queue" {
  source   = "../queue"
  for_each = local.queues

  name    = each.key
  account = local.account
  fifo    = each.value.fifo
  # AWS recommends six times the timeout: a throttled or slow batch must not be handed out twice meanwhile.
  visibility_timeout_seconds = var.visibility_factor * local.functions[each.value.consumer].timeout_seconds
  message_retention_seconds  = each.value.retention_seconds
  max_receive_count          = each.value.max_receive_count
  sender_rule_arns = concat(
    [for name, rule in local.rules : local.arn.rules[name] if contains(rule.targets, each.key)],
    each.key == local.feedback_queue ? [local.arn.feedback_rule] : [],
  )
}

# Permanently failed: poison that the functions set aside by name and reason, abandoned stream records, events that a queue
# refused. Nothing consumes it; an operator reads it. Separate from the others because the functions need its URL: they
# can be created after 25 s instead of 50.
module "parked" {
  source = "../queue"

  name                      = "ParkedQueue"
  account                   = local.account
  message_retention_seconds = 1209600
  sender_rule_arns          = concat(values(local.arn.rules), [local.arn.feedback_rule])
}

locals {
  parked_url = module.parked.url
  parked_arn = "arn:${local.account.partition}:sqs:${local.account.region}:${local.account.id}:ParkedQueue"
}
