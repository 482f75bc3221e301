# The root checks the values and documents the defaults; this file only declares what the module takes.

variable "emulated" {
  description = "The target is an emulator: everything in it may be thrown away."
  type        = bool
}

variable "lambda_dir" {
  description = "Folder of the zips, each named after its function."
  type        = string
}

variable "architecture" {
  description = "x86_64 or arm64."
  type        = string
}

variable "enterwait_url" {
  description = "Base URL of the parents' system as the functions reach it."
  type        = string
}

variable "nursery_url" {
  description = "Base URL of the daycares' system as the functions reach it."
  type        = string
}

variable "webhook_secret" {
  description = "Signing secret of the deliveries, whsec_<base64>: of an emulator. In AWS it is written elsewhere."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "mail_sender" {
  description = "Address every mail comes from."
  type        = string
}

variable "mail_sandbox_recipient" {
  description = "Address every mail goes to instead of the parents'; empty: to the parents."
  type        = string
}

variable "mail_sender_identity" {
  description = "Keep the sender's address as an identity of its own."
  type        = bool
  default     = true
}

variable "mail_domain" {
  description = "Domain with an identity of its own; null: there is none."
  type        = string
  default     = null
}

variable "mail_configuration_set" {
  description = "Name of the configuration set that mails are sent with; null: none."
  type        = string
  default     = null
}

variable "site_url" {
  description = "Base URL of the parents' site for the link in a mail; empty: no link."
  type        = string
}

variable "log_retention_days" {
  description = "Days the functions' logs are kept."
  type        = number
}

variable "log_level" {
  description = "Level of the functions' logs."
  type        = string
}

variable "max_receive_count" {
  description = "Receives before a message is dead, by the queue's consumer."
  type = object({
    judge      = number
    mail       = number
    deliveries = number
  })
}

variable "maximum_concurrency" {
  description = "Most batches at once, by the queue's consumer; null: no limit."
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
  description = "A command that was judged longer ago than this and comes again is answered once more, s."
  type        = number
  default     = 300
}

variable "visibility_factor" {
  description = "How many times the timeout of its function a batch stays hidden."
  type        = number
}

variable "vpc" {
  description = "Where the functions that deliver reach the systems; null: from outside."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null
}
