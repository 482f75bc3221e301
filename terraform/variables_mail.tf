variable "mail_sender" {
  description = "Address every mail comes from; it becomes an SES identity, which AWS verifies by a mail to it."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$", var.mail_sender))
    error_message = "mail_sender must be a plain mail address without a display name."
  }
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
