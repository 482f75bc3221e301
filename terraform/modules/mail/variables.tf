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
  description = "Route 53 zone that holds the domain; empty: people enter the records."
  type        = string
}

variable "dmarc" {
  description = "policy: none, quarantine or reject; empty: no record, because the domain has its own. reports_to: where receivers send their daily reports; empty: nowhere."
  type = object({
    policy     = string
    reports_to = string
  })
}

variable "require_tls" {
  description = "Do not send to servers that only accept unencrypted mail."
  type        = bool
}
