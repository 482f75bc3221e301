# The last log line of the nightly comparison counts its findings (services/management/src/nightly/reconcile.ts). No line: it did not run.
locals {
  reconcile_metric = "ReconcileDifferences"

  reconcile_alarms = {
    # It stays on until a comparison finds nothing, because there is no value between two nights.
    "reconcile-differences" = {
      description = "The systems and the judge's table differ: make reconcile says in what, REPAIR=1 repairs it"
      namespace   = local.outbox_namespace, metric = local.reconcile_metric, dimensions = {}
      statistic   = "Maximum", threshold = 0, periods = 1, missing = "ignore"
    }
    # Rings once the next night has failed, too. Periods are hours, because only those allow this many.
    "reconcile-missing" = {
      description = "Nobody has compared the systems with the judge's table for 36 hours: the CronJob reconcile does not run or fails"
      namespace   = local.outbox_namespace, metric = local.reconcile_metric, dimensions = {}
      statistic   = "SampleCount", threshold = 1, periods = 36, period = 3600, missing = "breaching", below = true
    }
  }
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
