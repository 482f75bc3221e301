output "topic_arn" {
  description = "Topic of the alarms."
  value       = aws_sns_topic.alarms.arn
}

output "reconcile" {
  description = "How the nightly comparison is watched."
  value = {
    pattern = aws_cloudwatch_log_metric_filter.reconcile.pattern
    alarms = { for key in keys(local.reconcile_alarms) : key => {
      metric    = aws_cloudwatch_metric_alarm.this[key].metric_name
      statistic = aws_cloudwatch_metric_alarm.this[key].statistic
      operator  = aws_cloudwatch_metric_alarm.this[key].comparison_operator
      seconds   = aws_cloudwatch_metric_alarm.this[key].period * aws_cloudwatch_metric_alarm.this[key].evaluation_periods
      missing   = aws_cloudwatch_metric_alarm.this[key].treat_missing_data
    } }
  }
}

output "names" {
  description = "Every alarm."
  value       = sort([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name])
}

output "log_metrics" {
  description = "Metric that is made of each field of the pods' logs, and by which pattern."
  value       = { for field, filter in aws_cloudwatch_log_metric_filter.outbox : field => [one(filter.metric_transformation).name, filter.pattern] }
}
