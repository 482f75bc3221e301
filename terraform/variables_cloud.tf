# What only AWS has. On an emulator none of it is made, whatever is set here; the sizes stand in env/*.tfvars.

variable "domain" {
  description = "Domain of the agency's names: enterwait.<domain> for parents, nursery.<domain> for daycares, management.<domain> for operators, internal.<domain> for the synchronising calls. Needed in AWS."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null ? var.emulated : can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "domain must be given in AWS and look like example.go.kr."
  }
}

variable "dns_zone_id" {
  description = "Public zone of the domain in Route 53. Empty: the domain is served elsewhere, and people enter the records of the outputs certificate_records and public_dns_name."
  type        = string
  default     = ""
}

variable "alarm_emails" {
  description = "Addresses that get the alarms."
  type        = set(string)
  default     = []
}

variable "service_secrets_version" {
  description = "Raise it by one to make the services' secrets anew (sessions end, ADMIN_TOKEN and the databases' passwords change): then deploy, so that pods read them."
  type        = number
  default     = 1
}

variable "make_secrets" {
  description = "Let AWS make the secrets that given_secrets leaves out."
  type        = bool
  default     = true
}

variable "given_secrets" {
  description = "Secrets of the services that are not to be made, for example because they were taken over with a database: <service>/AUTH_SECRET, <service>/ADMIN_TOKEN, <service>-database/PASSWORD, management-peer/PEER_KEY. Given as TF_VAR_given_secrets; in no plan and no state."
  type        = map(string)
  default     = {}
  sensitive   = true
  ephemeral   = true
}
