variable "name" {
  description = "Name of the queue without the .fifo suffix, which AWS requires for a FIFO queue and the module adds."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,70}$", var.name))
    error_message = "name must be 1 to 70 letters, digits, - or _ (the suffixes -dlq and .fifo must still fit in 80)."
  }
}

variable "account" {
  description = "Account and region of the queue; ARNs are built from them (see queue.tf)."
  type = object({
    partition = string
    region    = string
    id        = string
  })
}

variable "fifo" {
  description = "First in, first out within a message group."
  type        = bool
  default     = false
}

variable "visibility_timeout_seconds" {
  description = "How long a received message stays hidden: six times the timeout of the function that consumes it."
  type        = number
  default     = 30
}

variable "message_retention_seconds" {
  description = "How long an unconsumed message is kept. The default of four days is shorter than the dead-letter queue's, see dead_letter.tf; a FIFO queue may keep messages as long as that."
  type        = number
  default     = 345600
}

variable "max_receive_count" {
  description = "Receives before a message moves to the dead-letter queue; null: the queue has no consumer, and so no dead-letter queue."
  type        = number
  default     = null

  validation {
    condition     = var.max_receive_count == null ? true : var.max_receive_count >= 1 && var.max_receive_count <= 1000
    error_message = "max_receive_count must lie between 1 and 1000."
  }
}

variable "sender_rule_arns" {
  description = "EventBridge rules that may send to the queue. Empty: no service may send, only identities whose IAM policy allows it."
  type        = list(string)
  default     = []
}
