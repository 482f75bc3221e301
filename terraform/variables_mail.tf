variable "mail_sender" {
  description = "Address every mail comes from. In AWS its domain becomes an SES identity, which is verified by the records of the output mail_records."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", var.mail_sender))
    error_message = "mail_sender must be a plain mail address without a display name."
  }
}

variable "mail_sender_identity" {
  description = "Keep the sender's address as an SES identity of its own, beside its domain: by it mails go out until the domain's records stand. false once the domain is verified; AWS mails the address a link that nobody has to open then."
  type        = bool
  default     = true

  validation {
    condition     = var.mail_sender_identity || !var.emulated
    error_message = "mail_sender_identity must be true on an emulator: it has no identity of the domain."
  }
}

variable "mail_dmarc_policy" {
  description = "What receivers are asked to do with mails that only pretend to come from the sender's domain: none, quarantine or reject. Empty: no record, the domain has one already."
  type        = string
  default     = "none"

  validation {
    condition     = contains(["", "none", "quarantine", "reject"], var.mail_dmarc_policy)
    error_message = "mail_dmarc_policy must be none, quarantine, reject or empty."
  }
}

variable "mail_dmarc_reports_to" {
  description = "Address to which receivers send their daily reports (rua). Empty: none are asked for."
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
  description = "Send to no mail server that takes mails in the clear only: to such a one they come back."
  type        = bool
  default     = true
}

variable "mail_sandbox_recipient" {
  description = "Address every mail goes to instead of the parents': for an SES account still in the sandbox. Empty: to the parents."
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
  description = "Base URL of the parents' site as people reach it, for the link in a mail. Empty: mails carry no link."
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
