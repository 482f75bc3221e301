# These apply to each of the three MySQL instances.

variable "database_engine_version" {
  description = "MySQL version of the databases."
  type        = string
  default     = "8.4"
  nullable    = false

  validation {
    condition     = startswith(var.database_engine_version, "8.4")
    error_message = "database_engine_version must be 8.4 or 8.4.x: what the systems are tested on."
  }
}

variable "database_instance_class" {
  description = "Instance class of the databases."
  type        = string
  default     = "db.t4g.small"
  nullable    = false
}

variable "database_allocated_storage_gb" {
  description = "Initial storage. RDS makes it larger but never smaller."
  type        = number
  default     = 20
  nullable    = false
}

variable "database_max_allocated_storage_gb" {
  description = "The limit up to which the storage grows by itself."
  type        = number
  default     = 100
  nullable    = false
}

variable "database_multi_az" {
  description = "A standby in another zone."
  type        = bool
  default     = true
  nullable    = false
}

variable "database_backup_retention_days" {
  description = "For how many days back a database can be restored to any point in time."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.database_backup_retention_days >= 7 && var.database_backup_retention_days <= 35
    error_message = "database_backup_retention_days must lie between 7 and 35: a database of children's applications is never without backups."
  }
}

variable "database_performance_insights" {
  description = "Performance Insights, which db.t4g.micro and db.t4g.small do not support."
  type        = bool
  default     = false
  nullable    = false
}

variable "database_monitoring_seconds" {
  description = "Interval of enhanced monitoring in seconds; 0: off."
  type        = number
  default     = 0
  nullable    = false
}
