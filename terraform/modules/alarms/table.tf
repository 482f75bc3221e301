# The table is on demand: it throttles a hot partition, or a table that grew faster than it can double. A throttled index holds up the
# table.
# Uses expressions, because alarms on AWS/DynamoDB metrics ignore missing data, and throttling reports nothing once it ends: such an alarm
# would never end.
locals {
  throttled = { reads = "ReadThrottleEvents", writes = "WriteThrottleEvents" }

  table_alarms = merge(
    { for key, table in var.tables : "table-throttles-${key}" => {
      description = "${table.name} refuses reads or writes: more than it takes at once"
      metrics = { for id, metric in local.throttled : id => {
        namespace = "AWS/DynamoDB", metric = metric, dimensions = { TableName = table.name }, statistic = "Sum"
      } }
      expression = join(" + ", [for id, metric in local.throttled : "FILL(${id}, 0)"])
      threshold  = 0, periods = 5, datapoints = 3, missing = "notBreaching"
    } },
    { for key, table in var.tables : "index-throttles-${key}" => {
      description = "An index of ${table.name} refuses writes, and with it the table does: one of its partitions is too hot"
      metrics = { for at, index in table.indexes : "index${at}" => {
        namespace = "AWS/DynamoDB", metric = "WriteThrottleEvents", dimensions = { TableName = table.name, GlobalSecondaryIndexName = index }, statistic = "Sum"
      } }
      expression = join(" + ", [for at, index in table.indexes : "FILL(index${at}, 0)"])
      threshold  = 0, periods = 5, datapoints = 3, missing = "notBreaching"
    } if length(table.indexes) > 0 },
    # AWS's own failures, by operation.
    { for key, table in var.tables : "table-errors-${key}" => {
      description = "DynamoDB fails inside when ${table.name} is asked: AWS' own trouble"
      metrics = { for at, operation in table.operations : "operation${at}" => {
        namespace = "AWS/DynamoDB", metric = "SystemErrors", dimensions = { TableName = table.name, Operation = operation }, statistic = "Sum"
      } }
      expression = join(" + ", [for at, operation in table.operations : "FILL(operation${at}, 0)"])
      threshold  = 0, periods = 5, datapoints = 3, missing = "notBreaching"
    } },
  )
}
