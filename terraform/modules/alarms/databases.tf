# MySQL on RDS allows one connection per 12,582,880 bytes of the class's memory (the parameter max_connections, left at its default). RDS
# reserves a part of the memory, so the real limit is somewhat lower: the alarm rings at two thirds of the nominal figure.
locals {
  class_sizes = { micro = 1, small = 2, medium = 4, large = 8, xlarge = 16, "2xlarge" = 32, "4xlarge" = 64, "8xlarge" = 128, "12xlarge" = 192, "16xlarge" = 256 }

  # GiB by the size's name; larger sizes use the largest one here. A class of the r family has twice as much.
  memory_gib      = { for key, database in var.databases : key => lookup(local.class_sizes, split(".", database.instance_class)[2], 256) * (startswith(database.instance_class, "db.r") ? 2 : 1) }
  connection_most = { for key, gib in local.memory_gib : key => floor(gib * 1073741824 / 12582880 * 2 / 3) }

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
    # Pods that are refused a connection answer 503. If RDS reports nothing, it is down.
    { for key, database in var.databases : "database-connections-${key}" => {
      description = "The database of ${key} has more than two thirds of the connections that its class takes, or tells nothing"
      namespace   = "AWS/RDS", metric = "DatabaseConnections", dimensions = { DBInstanceIdentifier = database.identifier }
      statistic   = "Maximum", threshold = local.connection_most[key], periods = 3, missing = "breaching"
    } },
    { for key, database in var.databases : "database-memory-${key}" => {
      description = "The database of ${key} has less than 100 MB of memory left"
      namespace   = "AWS/RDS", metric = "FreeableMemory", dimensions = { DBInstanceIdentifier = database.identifier }
      statistic   = "Minimum", threshold = 104857600, periods = 5, missing = "breaching", below = true
    } },
  )
}
