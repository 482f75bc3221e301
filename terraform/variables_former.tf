# Objects that earlier releases accepted. A variable file replaces a whole object, so one line of an agency's file turned off what the size
# had set beside it. They stay declared because Terraform only warns about an undeclared value and would carry on without it.

variable "network" {
  description = "No longer accepted: network_cidr, nat_gateways and interface_endpoints."
  type        = any
  default     = null

  validation {
    condition     = var.network == null
    error_message = "network is no longer taken, for a later file would replace all of it. Set one by one: network_cidr, nat_gateways and interface_endpoints."
  }
}

variable "cluster" {
  description = "No longer accepted: kubernetes_version, cluster_public_access_cidrs, cluster_admin_role_arns and cluster_addons."
  type        = any
  default     = null

  validation {
    condition     = var.cluster == null
    error_message = "cluster is no longer taken, for a later file would replace all of it. Set one by one: kubernetes_version, cluster_public_access_cidrs, cluster_admin_role_arns and cluster_addons."
  }
}

variable "database" {
  description = "No longer accepted: database_engine_version, database_instance_class, database_allocated_storage_gb, database_max_allocated_storage_gb, database_multi_az, database_backup_retention_days, database_performance_insights and database_monitoring_seconds."
  type        = any
  default     = null

  validation {
    condition     = var.database == null
    error_message = "database is no longer taken, for a later file would replace all of it. Set one by one: database_engine_version, database_instance_class, database_allocated_storage_gb, database_max_allocated_storage_gb, database_multi_az, database_backup_retention_days, database_performance_insights and database_monitoring_seconds."
  }
}

variable "edge" {
  description = "No longer accepted: public_cidrs, operator_cidrs, firewall and access_log_days."
  type        = any
  default     = null

  validation {
    condition     = var.edge == null
    error_message = "edge is no longer taken, for a later file would replace all of it. Set one by one: public_cidrs, operator_cidrs, firewall and access_log_days."
  }
}

variable "max_receive_count" {
  description = "No longer accepted: judge_receive_count, mail_receive_count and delivery_receive_count."
  type        = any
  default     = null

  validation {
    condition     = var.max_receive_count == null
    error_message = "max_receive_count is no longer taken, for a later file would replace all of it. Set one by one: judge_receive_count, mail_receive_count and delivery_receive_count."
  }
}

variable "maximum_concurrency" {
  description = "No longer accepted: judge_concurrency, mail_concurrency and delivery_concurrency."
  type        = any
  default     = null

  validation {
    condition     = var.maximum_concurrency == null
    error_message = "maximum_concurrency is no longer taken, for a later file would replace all of it. Set one by one: judge_concurrency, mail_concurrency and delivery_concurrency."
  }
}

# Terraform only warns about a value for an undeclared variable: the roles would be removed, and nobody would be stopped.
variable "github" {
  description = "No longer accepted: github_repository, github_owner_id, github_repository_id, github_branch, github_environment, github_state_bucket, github_provider_arn."
  type        = any
  default     = null

  validation {
    condition     = var.github == null
    error_message = "github is no longer an object: write github_repository = \"owner/name\" and github_state_bucket = \"…\" instead (and github_branch, github_environment, github_provider_arn where they were set), with github_owner_id and github_repository_id."
  }
}
