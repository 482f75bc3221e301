output "topic_arn" {
  description = "Topic of the alarms."
  value       = aws_sns_topic.alarms.arn
}

output "nights" {
  description = "How the nightly jobs are watched: the pattern of their last log line, and their alarms."
  value = { for job, watched in {
    leavers   = { filter = aws_cloudwatch_log_metric_filter.leavers, alarms = local.leavers_alarms }
    reconcile = { filter = aws_cloudwatch_log_metric_filter.reconcile, alarms = local.reconcile_alarms }
    } : job => {
    pattern = watched.filter.pattern
    alarms = { for key in keys(watched.alarms) : key => {
      metric    = aws_cloudwatch_metric_alarm.this[key].metric_name
      statistic = aws_cloudwatch_metric_alarm.this[key].statistic
      operator  = aws_cloudwatch_metric_alarm.this[key].comparison_operator
      threshold = aws_cloudwatch_metric_alarm.this[key].threshold
      seconds   = aws_cloudwatch_metric_alarm.this[key].period * aws_cloudwatch_metric_alarm.this[key].evaluation_periods
      missing   = aws_cloudwatch_metric_alarm.this[key].treat_missing_data
    } }
  } }
}

output "names" {
  description = "Every alarm."
  value       = sort([for alarm in concat(values(aws_cloudwatch_metric_alarm.this), values(aws_cloudwatch_metric_alarm.outside)) : alarm.alarm_name])
}

output "log_metrics" {
  description = "The metric made from each field of the pods' logs, and its pattern."
  value       = { for field, filter in aws_cloudwatch_log_metric_filter.outbox : field => [one(filter.metric_transformation).name, filter.pattern] }
}
