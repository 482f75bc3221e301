# What exists only in AWS. On an emulator none of it is created, whatever is set here; the sizes are in env/*.tfvars.

variable "domain" {
  description = "Domain of the agency's names: enterwait.<domain> for parents, nursery.<domain> for daycares, management.<domain> for operators, internal.<domain> for the synchronising calls. Required in AWS."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null ? var.emulated : can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "domain must be given in AWS and look like example.go.kr."
  }
}

variable "dns_zone_id" {
  description = "The domain's public zone in Route 53. Empty: the domain is served elsewhere, and people enter the records of the outputs certificate_records and public_dns_name."
  type        = string
  default     = ""
}

variable "alarm_emails" {
  description = "Mail addresses that get the alarms."
  type        = set(string)
  default     = []
}
