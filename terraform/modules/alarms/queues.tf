locals {
  # Counts waiting messages and those being tried, because both are overdue: a failed message is hidden, and SQS leaves a message that was
  # received three times out of ApproximateAgeOfOldestMessage, so in an outage the age alone shows nothing.
  queue_alarms = merge(
    # Judging takes milliseconds, and a delivery only waits for its system: a healthy consumer finishes something every minute.
    { for key, name in var.queues : "stuck-${key}" => {
      description = "${name} holds messages, and for five minutes not one was finished: its consumer does not run, or fails at everything"
      metrics = {
        waiting  = { namespace = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", dimensions = { QueueName = name }, statistic = "Minimum" }
        hidden   = { namespace = "AWS/SQS", metric = "ApproximateNumberOfMessagesNotVisible", dimensions = { QueueName = name }, statistic = "Minimum" }
        finished = { namespace = "AWS/SQS", metric = "NumberOfMessagesDeleted", dimensions = { QueueName = name }, statistic = "Sum" }
      }
      expression = "IF(waiting + hidden > 0 AND FILL(finished, 0) < 1, waiting + hidden, 0)"
      threshold  = 0, periods = 5, missing = "notBreaching"
    } },
    # For a consumer that works but does not keep up. It misses one that fails, see above.
    { for key, name in var.queues : "queue-age-${key}" => {
      description = "The oldest message of ${name} that was hardly tried waits for more than five minutes: its consumer does not keep up"
      namespace   = "AWS/SQS", metric = "ApproximateAgeOfOldestMessage", dimensions = { QueueName = name }
      statistic   = "Maximum", threshold = 300, periods = 3, datapoints = 2, missing = "notBreaching"
    } },
    { for key, name in merge(var.dead_letter_queues, { Parked = var.parked_queue }) : "dead-letters-${key}" => {
      description = "${name} holds messages: make dlq says why, make redrive puts them back"
      namespace   = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", dimensions = { QueueName = name }
      statistic   = "Maximum", threshold = 0, periods = 1, missing = "notBreaching"
    } },
  )

  # The bus puts what it cannot deliver into ParkedQueue; this also rings if that fails.
  event_alarms = {
    "undelivered-events" = {
      description = "${var.event_bus} could not put judged events into a queue, or the default bus what SES tells of mails: a permission, or a queue that is gone"
      metrics = merge(
        { for at, rule in var.event_rules : "rule${at}" => {
          namespace = "AWS/Events", metric = "FailedInvocations", dimensions = { EventBusName = var.event_bus, RuleName = rule }, statistic = "Sum"
        } },
        # A rule of the default bus is identified by its own name only.
        { mails = { namespace = "AWS/Events", metric = "FailedInvocations", dimensions = { RuleName = var.mail_events_rule }, statistic = "Sum" } },
      )
      expression = join(" + ", concat([for at, rule in var.event_rules : "FILL(rule${at}, 0)"], ["FILL(mails, 0)"]))
      threshold  = 0, periods = 5, datapoints = 1, missing = "notBreaching"
    }
  }
}
