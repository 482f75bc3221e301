# Every alarm says what is wrong and where its runbook is: docs/operations.md has an entry with the same name. Modelled outages and a quiet
# week prove each one (scripts/delivery/alarms): after changing a threshold here, run them to see what it misses, or rings for without
# cause.
locals {
  alarms = merge(
    local.queue_alarms, local.event_alarms, local.function_alarms, local.outbox_alarms, local.table_alarms, local.mail_alarms, local.reconcile_alarms,
    local.leavers_alarms, local.access_record_alarms, local.database_alarms, local.web_alarms,
  )
}

# An alarm watches one metric, or an expression of several, whose `metrics` are keyed by the names used in `expression`.
resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.description}. Runbook: docs/operations.md"
  namespace           = lookup(each.value, "namespace", null)
  metric_name         = lookup(each.value, "metric", null)
  dimensions          = lookup(each.value, "dimensions", null)
  statistic           = lookup(each.value, "statistic", null)
  comparison_operator = lookup(each.value, "below", false) ? "LessThanThreshold" : "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = contains(keys(each.value), "expression") ? null : lookup(each.value, "period", 60)
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = lookup(each.value, "datapoints", each.value.periods)
  treat_missing_data  = each.value.missing

  dynamic "metric_query" {
    for_each = lookup(each.value, "metrics", {})

    content {
      id          = metric_query.key
      return_data = false

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.metric
        dimensions  = metric_query.value.dimensions
        stat        = metric_query.value.statistic
        period      = lookup(each.value, "period", 60)
      }
    }
  }

  dynamic "metric_query" {
    for_each = contains(keys(each.value), "expression") ? [each.value.expression] : []

    content {
      id          = "watched"
      expression  = metric_query.value
      label       = each.key
      return_data = true
    }
  }

  alarm_actions = [aws_sns_topic.alarms.arn]
  ok_actions    = [aws_sns_topic.alarms.arn]
}
