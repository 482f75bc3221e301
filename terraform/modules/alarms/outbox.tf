# Only a system's pods know how long its oldest command has waited to be sent, and how long for its answer. They log both (one JSON
# line a minute, `outboxAgeSeconds` and `unansweredAgeSeconds`). The CloudWatch add-on brings the pods' logs here, and the filters turn
# them into metrics, so nothing has to scrape the pods from outside.
locals {
  outbox_namespace = "Enterwait"
  # The metric for each field of the line.
  outbox_metrics = { outboxAgeSeconds = "OutboxAgeSeconds", unansweredAgeSeconds = "UnansweredAgeSeconds" }

  outbox_alarms = merge(
    { for service in var.outbox_services : "outbox-age-${service}" => {
      description = "The oldest command of ${service} waits for more than a minute to be sent: SQS does not take it, or the relay is dead"
      namespace   = local.outbox_namespace, metric = local.outbox_metrics.outboxAgeSeconds, dimensions = { service = service }
      statistic   = "Maximum", threshold = 60, periods = 3, missing = "notBreaching"
    } },
    # Commands are resent after a quarter of an hour; what that has not fixed, only people can.
    { for service in var.outbox_services : "unanswered-age-${service}" => {
      description = "The oldest command that ${service} has sent has had no answer for more than half an hour, though it was asked again"
      namespace   = local.outbox_namespace, metric = local.outbox_metrics.unansweredAgeSeconds, dimensions = { service = service }
      statistic   = "Maximum", threshold = 1800, periods = 3, missing = "notBreaching"
    } },
    # Without this line both alarms above stay silent, whatever happens.
    { for service in var.outbox_services : "logs-missing-${service}" => {
      description = "${service} has not told its outbox for three minutes: no pod of it works, its database does not answer, or the pods' logs do not arrive"
      namespace   = local.outbox_namespace, metric = local.outbox_metrics.outboxAgeSeconds, dimensions = { service = service }
      statistic   = "SampleCount", threshold = 1, periods = 3, missing = "breaching", below = true
    } },
  )
}

moved {
  from = aws_cloudwatch_log_metric_filter.outbox_age
  to   = aws_cloudwatch_log_metric_filter.outbox["outboxAgeSeconds"]
}

resource "aws_cloudwatch_log_metric_filter" "outbox" {
  for_each = local.outbox_metrics

  name           = each.key == "outboxAgeSeconds" ? "${var.name}-outbox-age" : "${var.name}-unanswered-age"
  log_group_name = var.pods_log_group
  # log_processed: where the add-on puts the fields of a line that is JSON.
  pattern = "{ $.log_processed.${each.key} >= 0 }"

  metric_transformation {
    namespace  = local.outbox_namespace
    name       = each.value
    value      = "$.log_processed.${each.key}"
    dimensions = { service = "$.log_processed.service" }
    unit       = "Seconds"
  }
}
