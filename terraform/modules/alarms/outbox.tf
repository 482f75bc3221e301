# How long the oldest command waits in a system's outbox is known in its pods only. They log it (one JSON line a minute, `outboxAgeSeconds`);
# the CloudWatch add-on brings the pods' logs here, and the filter makes a metric of it: nothing has to scrape the pods from outside.
locals {
  outbox_namespace = "Enterwait"
  outbox_metric    = "OutboxAgeSeconds"
}

# Made before the add-on, or that would make one that is kept for ever.
resource "aws_cloudwatch_log_group" "pods" {
  name              = "/aws/containerinsights/${var.cluster_name}/application"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_log_metric_filter" "outbox_age" {
  name           = "${var.name}-outbox-age"
  log_group_name = aws_cloudwatch_log_group.pods.name
  # log_processed: under this name the add-on keeps the fields of a line that is JSON.
  pattern = "{ $.log_processed.outboxAgeSeconds >= 0 }"

  metric_transformation {
    namespace  = local.outbox_namespace
    name       = local.outbox_metric
    value      = "$.log_processed.outboxAgeSeconds"
    dimensions = { service = "$.log_processed.service" }
    unit       = "Seconds"
  }
}
