# Later variable files win, so production's promises are checked after all of them are read, and a plan that breaks one is refused.

variable "production" {
  description = "Whether families depend on this deployment: a plan that breaks one of production's promises is refused. Set by env/production.tfvars."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.production || var.firewall
    error_message = "production: firewall must be true."
  }

  validation {
    condition     = !var.production || var.nat_gateways == 3
    error_message = "production: nat_gateways must be 3, or the loss of one zone takes the others' way out with it."
  }

  validation {
    condition     = !var.production || length(setsubtract(["ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sqs", "sts"], var.interface_endpoints)) == 0
    error_message = "production: interface_endpoints must hold ecr.api, ecr.dkr, eks-auth, logs, secretsmanager, sqs and sts: what pods need to start must not hang on NAT."
  }

  validation {
    condition     = !var.production || var.database_multi_az
    error_message = "production: database_multi_az must be true, or the loss of one zone stops a system."
  }

  validation {
    condition     = !var.production || var.database_backup_retention_days == 35
    error_message = "production: database_backup_retention_days must be 35, as long as RDS keeps any."
  }

  validation {
    condition     = !var.production || coalesce(var.deletion_protection, true)
    error_message = "production: deletion_protection must not be false. To take everything down, set production = false as well."
  }

  validation {
    condition     = !var.production || length(var.alarm_emails) > 0
    error_message = "production: alarm_emails must name somebody, or alarms ring unheard."
  }
}
