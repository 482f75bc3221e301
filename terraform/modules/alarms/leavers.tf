# What the nightly erasure left is in the last line of its log (services/management/src/nightly/leavers.ts). No line: it did not run.
locals {
  leavers_metric = "LeaverAgeHours"
}

resource "aws_cloudwatch_log_metric_filter" "leavers" {
  name           = "${var.name}-leavers"
  log_group_name = var.pods_log_group
  pattern        = "{ $.log_processed.leaverAgeHours >= 0 }"

  metric_transformation {
    namespace = local.outbox_namespace
    name      = local.leavers_metric
    value     = "$.log_processed.leaverAgeHours"
  }
}
