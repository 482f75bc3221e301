# The root checks the values and documents the defaults; this file only declares what the module takes.

variable "name" {
  description = "Name of the configuration set."
  type        = string
}

variable "domain" {
  description = "Domain of the sender's address."
  type        = string
}

variable "dns_zone_id" {
  description = "Zone in Route 53 that holds the domain; empty: people enter the records."
  type        = string
}

variable "dmarc" {
  description = "policy: none, quarantine or reject; empty: no record, the domain has one of its own. reports_to: where receivers send their daily reports; empty: nowhere."
  type = object({
    policy     = string
    reports_to = string
  })
}

variable "require_tls" {
  description = "Send to no server that takes mails in the clear only."
  type        = bool
}
