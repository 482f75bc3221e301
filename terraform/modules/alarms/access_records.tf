# What the nightly check of the access records found is in the last line of its log (packages/operations/src/access-records/nightly.ts), one of each service.
locals {
  access_records_metric = "AccessRecordFindings"
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
