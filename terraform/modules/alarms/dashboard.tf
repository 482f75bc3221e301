# The path of an application, from left to right and top to bottom: what waits, what fails, what carries it.
locals {
  widgets = [
    { title = "Unsent: age of the oldest command (s)", stat = "Maximum", metrics = [
      for service in var.outbox_services : [local.outbox_namespace, local.outbox_metrics.outboxAgeSeconds, "service", service]
    ] },
    { title = "Unanswered: age of the oldest command (s)", stat = "Maximum", metrics = [
      for service in var.outbox_services : [local.outbox_namespace, local.outbox_metrics.unansweredAgeSeconds, "service", service]
    ] },
    { title = "Queues: age of the oldest message (s)", stat = "Maximum", metrics = [
      for name in values(var.queues) : ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", name]
    ] },
    { title = "Queues: messages that wait, and that are being tried", stat = "Maximum", metrics = concat(
      [for name in values(var.queues) : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", name]],
      [for name in values(var.queues) : ["AWS/SQS", "ApproximateNumberOfMessagesNotVisible", "QueueName", name]],
    ) },
    { title = "Dead letters", stat = "Maximum", metrics = [
      for name in concat(values(var.dead_letter_queues), [var.parked_queue]) : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", name]
    ] },
    { title = "Stream: age of the events (ms)", stat = "Maximum", metrics = [
      ["AWS/Lambda", "IteratorAge", "FunctionName", var.stream_function]
    ] },
    { title = "Functions: runs", stat = "Sum", metrics = [for name in var.functions : ["AWS/Lambda", "Invocations", "FunctionName", name]] },
    { title = "Functions: records that failed and come again", stat = "Sum", metrics = [
      for name in local.queue_consumers : ["Enterwait", "FailedRecords", "service", name]
    ] },
    { title = "Functions: errors and throttles", stat = "Sum", metrics = concat(
      [for name in var.functions : ["AWS/Lambda", "Errors", "FunctionName", name]],
      [for name in var.functions : ["AWS/Lambda", "Throttles", "FunctionName", name]],
    ) },
    { title = "Services: requests", stat = "Sum", metrics = [
      for group in values(var.target_groups) : ["AWS/ApplicationELB", "RequestCount", "TargetGroup", group.group, "LoadBalancer", group.load_balancer]
    ] },
    { title = "Services: 5xx", stat = "Sum", metrics = [
      for group in values(var.target_groups) : ["AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "TargetGroup", group.group, "LoadBalancer", group.load_balancer]
    ] },
    { title = "Services: time to answer, 99 of 100 (s)", stat = "p99", metrics = [
      for group in values(var.target_groups) : ["AWS/ApplicationELB", "TargetResponseTime", "TargetGroup", group.group, "LoadBalancer", group.load_balancer]
    ] },
    { title = "Databases: processor (%)", stat = "Average", metrics = [
      for database in values(var.databases) : ["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", database.identifier]
    ] },
    { title = "Databases: connections", stat = "Maximum", metrics = [
      for database in values(var.databases) : ["AWS/RDS", "DatabaseConnections", "DBInstanceIdentifier", database.identifier]
    ] },
    { title = "Databases: free storage (B)", stat = "Minimum", metrics = [
      for database in values(var.databases) : ["AWS/RDS", "FreeStorageSpace", "DBInstanceIdentifier", database.identifier]
    ] },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name

  dashboard_body = jsonencode({
    widgets = [for index, widget in local.widgets : {
      type   = "metric"
      x      = 8 * (index % 3)
      y      = 6 * floor(index / 3)
      width  = 8
      height = 6
      properties = {
        title   = widget.title
        region  = var.account.region
        view    = "timeSeries"
        stat    = widget.stat
        period  = 60
        metrics = widget.metrics
      }
    }]
  })
}
