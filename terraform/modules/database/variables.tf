variable "name" {
  description = "Name of the instance."
  type        = string
}

variable "database" {
  description = "Name of the schema and of the system's own user."
  type        = string
}

variable "settings" {
  description = "Size of the instance."
  type = object({
    engine_version           = string
    instance_class           = string
    allocated_storage_gb     = number
    max_allocated_storage_gb = number
    multi_az                 = bool
    backup_retention_days    = number
    performance_insights     = bool
    monitoring_seconds       = number
  })
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "subnet_ids" {
  description = "The databases' subnets."
  type        = list(string)
}

variable "client_security_group_id" {
  description = "Security group of the clients that may connect."
  type        = string
}

variable "key_arn" {
  description = "Key that encrypts the storage, the backups, the master password and Performance Insights."
  type        = string
}

variable "monitoring_role_arn" {
  description = "Role with which RDS writes operating-system metrics (enhanced monitoring); null if it is off."
  type        = string
}

variable "deletion_protection" {
  description = "Refuse to delete the instance; if it is deleted anyway, keep a final snapshot and the backups."
  type        = bool
}

variable "log_retention_days" {
  description = "How many days the logs are kept."
  type        = number
}
