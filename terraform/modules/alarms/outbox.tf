# How long the oldest command of a system waits to be sent, and how long for its answer, is known in its pods only. They log both (one JSON
# line a minute, `outboxAgeSeconds` and `unansweredAgeSeconds`); the CloudWatch add-on brings the pods' logs here, and the filters make metrics of them: nothing has to scrape the pods from outside.
locals {
  outbox_namespace = "Enterwait"
  # Metric of each, by the field of the line.
  outbox_metrics = { outboxAgeSeconds = "OutboxAgeSeconds", unansweredAgeSeconds = "UnansweredAgeSeconds" }
}

moved {
  from = aws_cloudwatch_log_metric_filter.outbox_age
  to   = aws_cloudwatch_log_metric_filter.outbox["outboxAgeSeconds"]
}

resource "aws_cloudwatch_log_metric_filter" "outbox" {
  for_each = local.outbox_metrics

  name           = each.key == "outboxAgeSeconds" ? "${var.name}-outbox-age" : "${var.name}-unanswered-age"
  log_group_name = var.pods_log_group
  # log_processed: under this name the add-on keeps the fields of a line that is JSON.
  pattern = "{ $.log_processed.${each.key} >= 0 }"

  metric_transformation {
    namespace  = local.outbox_namespace
    name       = each.value
    value      = "$.log_processed.${each.key}"
    dimensions = { service = "$.log_processed.service" }
    unit       = "Seconds"
  }
}
