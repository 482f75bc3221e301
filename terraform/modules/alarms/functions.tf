locals {
  # The function that reads the table's stream throws where others report a record, so it counts errors and no failed records.
  queue_consumers = setsubtract(var.functions, [var.stream_function])

  function_alarms = merge(
    # The earliest sign that a system is down, a secret differs or AWS refuses a call. A failed record is retried after 10, 20, 40 and
    # 80 s, so even a single one fails in three minutes of five. A record that fails only once, as when a pod stops, does not.
    { for name in local.queue_consumers : "failed-records-${name}" => {
      description = "${name} fails at the same records again and again: they come back, nothing is lost, and nothing arrives"
      namespace   = "Enterwait", metric = "FailedRecords", dimensions = { service = name }
      statistic   = "Sum", threshold = 0, periods = 5, datapoints = 3, missing = "notBreaching"
    } },
    # A crash is a bug, and one is enough: it may not happen again before the next command.
    { for name in var.functions : "errors-${name}" => {
      description = "${name} crashed or timed out"
      namespace   = "AWS/Lambda", metric = "Errors", dimensions = { FunctionName = name }
      statistic   = "Sum", threshold = 0, periods = 5, datapoints = 1, missing = "notBreaching"
    } },
    { for name in var.functions : "throttles-${name}" => {
      description = "${name} is not let run: the account's concurrency is used up"
      namespace   = "AWS/Lambda", metric = "Throttles", dimensions = { FunctionName = name }
      statistic   = "Sum", threshold = 0, periods = 5, datapoints = 3, missing = "notBreaching"
    } },
    # The stream drops a record after 24 h.
    { "iterator-age" = {
      description = "Judged events wait for more than a minute in the table's stream"
      namespace   = "AWS/Lambda", metric = "IteratorAge", dimensions = { FunctionName = var.stream_function }
      statistic   = "Maximum", threshold = 60000, periods = 5, datapoints = 3, missing = "notBreaching"
    } },
  )
}
