# The last log line of the nightly erasure says what it could not do (services/management/src/nightly/leavers.ts). No line: it did not run.
locals {
  leavers_metric = "LeaverAgeHours"

  # Families are promised erasure within five days: both alarms leave two of those to people.
  leavers_alarms = {
    # It stays on until a night finds nobody who has waited that long.
    "leavers-late" = {
      description = "Somebody who closed their account more than two days ago is not erased: the last line of the CronJob leavers says by codes what stands in the way"
      namespace   = local.outbox_namespace, metric = local.leavers_metric, dimensions = {}
      statistic   = "Maximum", threshold = 48, periods = 1, missing = "ignore"
    }
    # Two nights in a row.
    "leavers-missing" = {
      description = "Nobody has erased those who closed their account for 60 hours: the CronJob leavers does not run or fails"
      namespace   = local.outbox_namespace, metric = local.leavers_metric, dimensions = {}
      statistic   = "SampleCount", threshold = 1, periods = 60, period = 3600, missing = "breaching", below = true
    }
  }
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
