# Where the functions deliver to.

variable "enterwait_url" {
  description = "Base URL at which the functions reach the parents' system. null: enterwait.internal.<domain>, the load balancer inside the VPC."
  type        = string
  default     = null

  validation {
    condition     = var.enterwait_url == null ? !var.emulated : can(regex("^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*/?$", var.enterwait_url))
    error_message = "enterwait_url must be an http(s) URL: a host, at most a port and a path, no query and no credentials."
  }

  validation {
    condition     = var.emulated || startswith(coalesce(var.enterwait_url, "https://"), "https://")
    error_message = "enterwait_url must be https: deliveries carry the data of children. (Plain http only with emulated = true.)"
  }
}

variable "nursery_url" {
  description = "Base URL at which the functions reach the daycares' system. null: nursery.internal.<domain>, the load balancer inside the VPC."
  type        = string
  default     = null

  validation {
    condition     = var.nursery_url == null ? !var.emulated : can(regex("^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*/?$", var.nursery_url))
    error_message = "nursery_url must be an http(s) URL: a host, at most a port and a path, no query and no credentials."
  }

  validation {
    condition     = var.emulated || startswith(coalesce(var.nursery_url, "https://"), "https://")
    error_message = "nursery_url must be https: deliveries carry the data of children. (Plain http only with emulated = true.)"
  }
}

variable "webhook_secret" {
  description = "Signing secret of the deliveries for an emulator, in the Standard Webhooks format: whsec_ and the base64 of 24 to 64 random bytes. Kept in Secrets Manager, never in plan or state. Not used in AWS, where terraform/secrets writes the secret."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    # 24 bytes are 8 groups of four characters; 64 are 21 groups and one of two characters and ==.
    condition = var.webhook_secret == null ? !var.emulated : can(regex(
      "^whsec_(?:(?:[A-Za-z0-9+/]{4}){8,20}(?:[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?|(?:[A-Za-z0-9+/]{4}){21}(?:[A-Za-z0-9+/]{2}==)?)$",
      var.webhook_secret,
    ))
    error_message = "webhook_secret must be whsec_ followed by the base64 of 24 to 64 bytes."
  }
}

variable "judge_receive_count" {
  description = "Receives before a command moves to the dead-letter queue. A failed message is hidden for 10, 20, 40 … and at most 900 s: 50 receives last about eleven hours, the longest outage that a message survives by itself. What can never succeed is parked at once, without waiting for this."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.judge_receive_count >= 2 && var.judge_receive_count <= 1000
    error_message = "judge_receive_count must lie between 2 (a single hiccup must not kill a message) and 1000."
  }
}

variable "mail_receive_count" {
  description = "The same for mails."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.mail_receive_count >= 2 && var.mail_receive_count <= 1000
    error_message = "mail_receive_count must lie between 2 (a single hiccup must not kill a message) and 1000."
  }
}

variable "delivery_receive_count" {
  description = "The same for deliveries to the two systems."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.delivery_receive_count >= 2 && var.delivery_receive_count <= 1000
    error_message = "delivery_receive_count must lie between 2 (a single hiccup must not kill a message) and 1000."
  }
}

variable "judge_concurrency" {
  description = "Maximum number of concurrent batches of commands, 2 to 1000; null: no limit."
  type        = number
  default     = null

  validation {
    condition     = var.judge_concurrency == null ? true : var.judge_concurrency >= 2 && var.judge_concurrency <= 1000
    error_message = "judge_concurrency must lie between 2 and 1000, or be null."
  }
}

variable "mail_concurrency" {
  description = "Maximum number of concurrent batches of mails, 2 to 1000; null: no limit. SES limits mails per second."
  type        = number
  default     = 2

  validation {
    condition     = var.mail_concurrency == null ? true : var.mail_concurrency >= 2 && var.mail_concurrency <= 1000
    error_message = "mail_concurrency must lie between 2 and 1000, or be null."
  }
}

variable "delivery_concurrency" {
  description = "Maximum number of concurrent batches of deliveries to each of the two systems, 2 to 1000; null: no limit. A limit keeps a burst from using up the connections of their databases."
  type        = number
  default     = 10

  validation {
    condition     = var.delivery_concurrency == null ? true : var.delivery_concurrency >= 2 && var.delivery_concurrency <= 1000
    error_message = "delivery_concurrency must lie between 2 and 1000, or be null."
  }
}

variable "retell_after_seconds" {
  description = "A repeated command that was judged longer ago than this, in seconds, is answered again. It must be longer than SQS's own retries."
  type        = number
  default     = 300

  validation {
    condition     = var.retell_after_seconds >= 0 && var.retell_after_seconds <= 86400
    error_message = "retell_after_seconds must lie between 0 and 86400."
  }
}

variable "visibility_factor" {
  description = "How long a batch stays hidden, as a multiple of its function's timeout. AWS recommends 6; with less, an emulator, where nothing is throttled, repeats a crashed batch sooner."
  type        = number
  default     = 6

  validation {
    condition     = var.visibility_factor >= 1 && var.visibility_factor <= 60
    error_message = "visibility_factor must lie between 1 and 60."
  }
}
