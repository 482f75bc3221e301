# What the nightly comparison found is in the last line of its log (services/management/src/nightly/reconcile.ts). No line: it did not run.
locals {
  reconcile_metric = "ReconcileDifferences"
}

resource "aws_cloudwatch_log_metric_filter" "reconcile" {
  name           = "${var.name}-reconcile"
  log_group_name = var.pods_log_group
  pattern        = "{ $.log_processed.reconcileDifferences >= 0 }"

  metric_transformation {
    namespace = local.outbox_namespace
    name      = local.reconcile_metric
    value     = "$.log_processed.reconcileDifferences"
    unit      = "Count"
  }
}
