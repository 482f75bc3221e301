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
