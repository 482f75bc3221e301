# Every alarm says what is wrong and where its runbook is: docs/operations.md has an entry under the same name.
locals {
  alarms = merge(local.queue_alarms, local.function_alarms, local.outbox_alarms, local.reconcile_alarms, local.leavers_alarms, local.access_record_alarms, local.database_alarms, local.web_alarms)

  # A minute apart, three in a row: long enough for a restart to pass, short enough to be there before people ask.
  queue_alarms = merge(
    # Judging takes milliseconds, a delivery waits for its system: an outage of five minutes is worth a look, though it heals by itself.
    { for key, name in var.queues : "queue-age-${key}" => {
      description = "The oldest message of ${name} waits for more than five minutes: its consumer fails or does not keep up"
      namespace   = "AWS/SQS", metric = "ApproximateAgeOfOldestMessage", dimensions = { QueueName = name }
      statistic   = "Maximum", threshold = 300, periods = 3, missing = "notBreaching"
    } },
    { for key, name in merge(var.dead_letter_queues, { Parked = var.parked_queue }) : "dead-letters-${key}" => {
      description = "${name} holds messages: make dlq says why, make redrive puts them back"
      namespace   = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", dimensions = { QueueName = name }
      statistic   = "Maximum", threshold = 0, periods = 1, missing = "notBreaching"
    } },
  )

  function_alarms = merge(
    { for name in var.functions : "errors-${name}" => {
      description = "${name} crashes or times out"
      namespace   = "AWS/Lambda", metric = "Errors", dimensions = { FunctionName = name }
      statistic   = "Sum", threshold = 0, periods = 3, missing = "notBreaching"
    } },
    { for name in var.functions : "throttles-${name}" => {
      description = "${name} is not let run: the account's concurrency is used up"
      namespace   = "AWS/Lambda", metric = "Throttles", dimensions = { FunctionName = name }
      statistic   = "Sum", threshold = 0, periods = 3, missing = "notBreaching"
    } },
    # The stream forgets after 24 h.
    { "iterator-age" = {
      description = "Judged events wait for more than a minute in the table's stream"
      namespace   = "AWS/Lambda", metric = "IteratorAge", dimensions = { FunctionName = var.stream_function }
      statistic   = "Maximum", threshold = 60000, periods = 3, missing = "notBreaching"
    } },
  )

  outbox_alarms = merge(
    { for service in var.outbox_services : "outbox-age-${service}" => {
      description = "The oldest command of ${service} waits for more than a minute to be sent: SQS does not take it, or the relay is dead"
      namespace   = local.outbox_namespace, metric = local.outbox_metrics.outboxAgeSeconds, dimensions = { service = service }
      statistic   = "Maximum", threshold = 60, periods = 3, missing = "notBreaching"
    } },
    # Asked again after a quarter of an hour: what that has not healed, heals by nothing but people.
    { for service in var.outbox_services : "unanswered-age-${service}" => {
      description = "The oldest command that ${service} has sent has had no answer for more than half an hour, though it was asked again"
      namespace   = local.outbox_namespace, metric = local.outbox_metrics.unansweredAgeSeconds, dimensions = { service = service }
      statistic   = "Maximum", threshold = 1800, periods = 3, missing = "notBreaching"
    } },
  )

  reconcile_alarms = {
    # It stays until a comparison finds nothing: between two nights there is no figure.
    "reconcile-differences" = {
      description = "The systems and the judge's table differ: make reconcile says in what, REPAIR=1 repairs it"
      namespace   = local.outbox_namespace, metric = local.reconcile_metric, dimensions = {}
      statistic   = "Maximum", threshold = 0, periods = 1, missing = "ignore"
    }
    # A night that failed is looked at when the next one failed, too. Hours, for only those may be so many.
    "reconcile-missing" = {
      description = "Nobody has compared the systems with the judge's table for 36 hours: the CronJob reconcile does not run or fails"
      namespace   = local.outbox_namespace, metric = local.reconcile_metric, dimensions = {}
      statistic   = "SampleCount", threshold = 1, periods = 36, period = 3600, missing = "breaching", below = true
    }
  }

  # Families are promised five days: both leave two of them to people.
  leavers_alarms = {
    # It stays until a night finds nobody who has waited for so long.
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

  access_record_alarms = {
    "access-records-changed" = {
      description = "Access records were changed, removed or put in: make access-records names each row and its day"
      namespace   = local.outbox_namespace, metric = local.access_records_metric, dimensions = {}
      statistic   = "Maximum", threshold = 0, periods = 1, missing = "ignore"
    }
    # All services in the same hour: one that has not checked is missed, too.
    "access-records-unchecked" = {
      description = "The access records of a service were not checked for 36 hours: a CronJob access-records does not run or fails"
      namespace   = local.outbox_namespace, metric = local.access_records_metric, dimensions = {}
      statistic   = "SampleCount", threshold = length(var.databases), periods = 36, period = 3600, missing = "breaching", below = true
    }
  }

  database_alarms = merge(
    { for key, database in var.databases : "database-cpu-${key}" => {
      description = "The database of ${key} has had no processor to spare for a quarter of an hour"
      namespace   = "AWS/RDS", metric = "CPUUtilization", dimensions = { DBInstanceIdentifier = database.identifier }
      statistic   = "Average", threshold = 85, periods = 15, missing = "breaching"
    } },
    { for key, database in var.databases : "database-storage-${key}" => {
      description = "The database of ${key} has less than a tenth of its storage left and may not grow further by itself"
      namespace   = "AWS/RDS", metric = "FreeStorageSpace", dimensions = { DBInstanceIdentifier = database.identifier }
      statistic   = "Minimum", threshold = database.allocated_storage_gb * 1073741824 / 10, periods = 3, missing = "breaching", below = true
    } },
    { for key, database in var.databases : "database-memory-${key}" => {
      description = "The database of ${key} has less than 100 MB of memory left"
      namespace   = "AWS/RDS", metric = "FreeableMemory", dimensions = { DBInstanceIdentifier = database.identifier }
      statistic   = "Minimum", threshold = 104857600, periods = 5, missing = "breaching", below = true
    } },
  )

  web_alarms = merge(
    { for key, group in var.target_groups : "failures-${key}" => {
      description = "${key} answers more than five requests a minute with 5xx"
      namespace   = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count"
      dimensions  = { TargetGroup = group.group, LoadBalancer = group.load_balancer }
      statistic   = "Sum", threshold = 5, periods = 3, missing = "notBreaching"
    } },
    { for key, group in var.target_groups : "no-pods-${key}" => {
      description = "${key} has no pod that is ready"
      namespace   = "AWS/ApplicationELB", metric = "HealthyHostCount"
      dimensions  = { TargetGroup = group.group, LoadBalancer = group.load_balancer }
      statistic   = "Minimum", threshold = 1, periods = 3, missing = "breaching", below = true
    } },
    { for key, load_balancer in var.load_balancers : "unanswered-${key}" => {
      description = "The ${key} load balancer itself answers with 5xx: it reaches no pod"
      namespace   = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", dimensions = { LoadBalancer = load_balancer }
      statistic   = "Sum", threshold = 5, periods = 3, missing = "notBreaching"
    } },
  )
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.description}. Runbook: docs/operations.md"
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = lookup(each.value, "below", false) ? "LessThanThreshold" : "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = lookup(each.value, "period", 60)
  evaluation_periods  = each.value.periods
  treat_missing_data  = each.value.missing

  alarm_actions = [aws_sns_topic.alarms.arn]
  ok_actions    = [aws_sns_topic.alarms.arn]
}
