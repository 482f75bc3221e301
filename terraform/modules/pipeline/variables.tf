# The root checks the values and documents the defaults; this file only declares what the module takes.

variable "emulated" {
  description = "Whether the target is an emulator, where everything may be thrown away."
  type        = bool
}

variable "lambda_dir" {
  description = "Folder of the zips; each is named after its function."
  type        = string
}

variable "architecture" {
  description = "x86_64 or arm64."
  type        = string
}

variable "enterwait_url" {
  description = "Base URL at which the functions reach the parents' system."
  type        = string
}

variable "nursery_url" {
  description = "Base URL at which the functions reach the daycares' system."
  type        = string
}

variable "webhook_secret" {
  description = "Signing secret of the deliveries, whsec_<base64>, for an emulator. In AWS it is written elsewhere."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "mail_sender" {
  description = "Address that every mail comes from."
  type        = string
}

variable "mail_sandbox_recipient" {
  description = "Address that receives every mail instead of the parents; empty: the parents do."
  type        = string
}

variable "mail_sender_identity" {
  description = "Keep a separate identity for the sender's address."
  type        = bool
  default     = true
}

variable "mail_domain" {
  description = "Domain with its own identity; null: there is none."
  type        = string
  default     = null
}

variable "mail_configuration_set" {
  description = "Name of the configuration set that mails are sent with; null: none."
  type        = string
  default     = null
}

variable "site_url" {
  description = "Base URL of the parents' site for the link in mails; empty: no link."
  type        = string
}

variable "log_retention_days" {
  description = "How many days the functions' logs are kept."
  type        = number
}

variable "log_level" {
  description = "Log level of the functions."
  type        = string
}

variable "max_receive_count" {
  description = "Receives before a message becomes a dead letter, by the queue's consumer."
  type = object({
    judge      = number
    mail       = number
    deliveries = number
  })
}

variable "maximum_concurrency" {
  description = "Maximum number of concurrent batches, by the queue's consumer; null: no limit."
  type = object({
    judge      = optional(number)
    mail       = optional(number)
    deliveries = optional(number)
  })
}

variable "deletion_protection" {
  description = "Refuse to delete the tables."
  type        = bool
}

variable "retell_after_seconds" {
  description = "A repeated command that was judged longer ago than this, in seconds, is answered again."
  type        = number
  default     = 300
}

variable "visibility_factor" {
  description = "How long a batch stays hidden, as a multiple of its function's timeout."
  type        = number
}

variable "vpc" {
  description = "Where the delivering functions reach the systems; null: from outside."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null
}
