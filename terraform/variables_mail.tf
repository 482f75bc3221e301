variable "mail_sender" {
  description = "Address that every mail comes from. In AWS its domain becomes an SES identity, which the records of the output mail_records verify."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", var.mail_sender))
    error_message = "mail_sender must be a plain mail address without a display name."
  }
}

variable "mail_sender_identity" {
  description = "Keep a separate SES identity for the sender's address, beside its domain's, so that mail can be sent until the domain's records exist. Set it to false once the domain is verified: then nobody has to open the link that AWS sends to the address."
  type        = bool
  default     = true

  validation {
    condition     = var.mail_sender_identity || !var.emulated
    error_message = "mail_sender_identity must be true on an emulator: it has no identity of the domain."
  }
}

variable "mail_dmarc_policy" {
  description = "What receivers should do with mail that only pretends to come from the sender's domain: none, quarantine or reject. Empty: no record, because the domain has one already."
  type        = string
  default     = "none"

  validation {
    condition     = contains(["", "none", "quarantine", "reject"], var.mail_dmarc_policy)
    error_message = "mail_dmarc_policy must be none, quarantine, reject or empty."
  }
}

variable "mail_dmarc_reports_to" {
  description = "Address to which receivers send their daily reports (rua). Empty: none are requested."
  type        = string
  default     = ""

  validation {
    condition = (
      var.mail_dmarc_reports_to == "" ||
      can(regex("^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", var.mail_dmarc_reports_to))
    )
    error_message = "mail_dmarc_reports_to must be empty or a plain mail address without a display name."
  }
}

variable "mail_require_tls" {
  description = "Do not send to mail servers that only accept unencrypted mail; mail to those is returned."
  type        = bool
  default     = true
}

variable "mail_sandbox_recipient" {
  description = "Address that receives every mail instead of the parents, for an SES account that is still in the sandbox. Empty: the parents do."
  type        = string
  default     = ""

  validation {
    condition = (
      var.mail_sandbox_recipient == "" ||
      can(regex("^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", var.mail_sandbox_recipient))
    )
    error_message = "mail_sandbox_recipient must be empty or a plain mail address without a display name."
  }
}

variable "site_url" {
  description = "Base URL at which people reach the parents' site, for the link in mails. Empty: mails contain no link."
  type        = string
  default     = ""

  validation {
    condition     = var.site_url == "" || can(regex("^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*/?$", var.site_url))
    error_message = "site_url must be empty or an http(s) URL: a host, at most a port and a path, no query and no credentials."
  }

  validation {
    condition     = var.emulated || var.site_url == "" || startswith(var.site_url, "https://")
    error_message = "site_url must be https: it leads parents to a page on which they sign in. (Plain http only with emulated = true.)"
  }
}
