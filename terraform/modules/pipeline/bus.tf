locals {
  bus_name = "IntegrateEventBus"
  source   = "enterwait.judge"

  # Which judged events go where. The wire contract's four rules carry applied commands to the other side and to the mail. Leave is
  # the one Cancel that the parents' system does not know yet, because the daycare requested it. The two Outcome rules tell the
  # side that sent the command how it ended, applied or refused.
  rules = {
    Request = {
      pattern = { "detail-type" = ["Request"], detail = { outcome = ["applied"] } }
      targets = ["SendEmailQueue", "EventToNurseryQueue"]
    }
    Cancel = {
      pattern = { "detail-type" = ["Cancel"], detail = { outcome = ["applied"] } }
      targets = ["SendEmailQueue", "EventToNurseryQueue"]
    }
    Accept = {
      pattern = { "detail-type" = ["Accept"], detail = { outcome = ["applied"] } }
      targets = ["SendEmailQueue", "EventToEnterwaitQueue"]
    }
    Reject = {
      pattern = { "detail-type" = ["Reject"], detail = { outcome = ["applied"] } }
      targets = ["SendEmailQueue", "EventToEnterwaitQueue"]
    }
    Leave = {
      pattern = { "detail-type" = ["Cancel"], detail = { outcome = ["applied"], origin = ["nursery"] } }
      targets = ["EventToEnterwaitQueue"]
    }
    OutcomeToEnterwait = {
      pattern = { detail = { origin = ["enterwait", "management"] } }
      targets = ["EventToEnterwaitQueue"]
    }
    OutcomeToNursery = {
      pattern = { detail = { origin = ["nursery"] } }
      targets = ["EventToNurseryQueue"]
    }
  }

  targets = merge([
    for rule_name, rule in local.rules : {
      for queue in rule.targets : "${rule_name}/${queue}" => { rule = rule_name, queue = queue }
    }
  ]...)
}

resource "aws_cloudwatch_event_bus" "this" {
  name = local.bus_name
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = local.rules

  name           = each.key
  event_bus_name = aws_cloudwatch_event_bus.this.name
  event_pattern  = jsonencode(merge({ source = [local.source] }, each.value.pattern))
}

resource "aws_cloudwatch_event_target" "this" {
  for_each = local.targets

  rule           = aws_cloudwatch_event_rule.this[each.value.rule].name
  event_bus_name = aws_cloudwatch_event_bus.this.name
  target_id      = each.value.queue
  arn            = module.queue[each.value.queue].arn
  # A consumer sees the judged event itself, whichever way it came.
  input_path = "$.detail"

  # AWS retries for 24 h. Not the queue's own dead-letter queue, because SQS only redrives what it put there itself.
  dead_letter_config {
    arn = module.parked.arn
  }
}
