# The last log line of the nightly check of the access records counts its findings (packages/operations/src/access-records/nightly.ts),
# one line per service.
locals {
  access_records_metric = "AccessRecordFindings"

  access_record_alarms = {
    "access-records-changed" = {
      description = "Access records were changed, removed or put in: make access-records names each row and its day"
      namespace   = local.outbox_namespace, metric = local.access_records_metric, dimensions = {}
      statistic   = "Maximum", threshold = 0, periods = 1, missing = "ignore"
    }
    # All services run in the same hour, so one that has not checked is noticed, too.
    "access-records-unchecked" = {
      description = "The access records of a service were not checked for 36 hours: a CronJob access-records does not run or fails"
      namespace   = local.outbox_namespace, metric = local.access_records_metric, dimensions = {}
      statistic   = "SampleCount", threshold = length(var.databases), periods = 36, period = 3600, missing = "breaching", below = true
    }
  }
}

resource "aws_cloudwatch_log_metric_filter" "access_records" {
  name           = "${var.name}-access-records"
  log_group_name = var.pods_log_group
  pattern        = "{ $.log_processed.accessRecordFindings >= 0 }"

  metric_transformation {
    namespace = local.outbox_namespace
    name      = local.access_records_metric
    value     = "$.log_processed.accessRecordFindings"
    unit      = "Count"
  }
}
