# Where the functions deliver to.

variable "enterwait_url" {
  description = "Base URL of the parents' system as the functions reach it. null: enterwait.internal.<domain>, the load balancer inside the VPC."
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
  description = "Base URL of the daycares' system as the functions reach it. null: nursery.internal.<domain>, the load balancer inside the VPC."
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
  description = "Signing secret of the deliveries to give to an emulator, in the form of Standard Webhooks: whsec_ and the base64 of 24 to 64 random bytes. Kept in Secrets Manager, never in plan or state. In AWS nothing is done with it: terraform/secrets writes the one there."
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
  description = "Receives before a command moves to the dead-letter queue. A failed message is hidden 10, 20, 40 … and at most 900 s: 50 receives last about eleven hours, the longest outage that a message outlives by itself. What can never succeed is parked at once and does not wait for this."
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
  description = "Most batches of commands at once, 2 to 1000; null: no limit."
  type        = number
  default     = null

  validation {
    condition     = var.judge_concurrency == null ? true : var.judge_concurrency >= 2 && var.judge_concurrency <= 1000
    error_message = "judge_concurrency must lie between 2 and 1000, or be null."
  }
}

variable "mail_concurrency" {
  description = "Most batches of mails at once, 2 to 1000; null: no limit. SES counts mails per second."
  type        = number
  default     = 2

  validation {
    condition     = var.mail_concurrency == null ? true : var.mail_concurrency >= 2 && var.mail_concurrency <= 1000
    error_message = "mail_concurrency must lie between 2 and 1000, or be null."
  }
}

variable "delivery_concurrency" {
  description = "Most batches of deliveries at once, of each of the two systems, 2 to 1000; null: no limit. Limited, so that a burst does not use up the connections of their databases."
  type        = number
  default     = 10

  validation {
    condition     = var.delivery_concurrency == null ? true : var.delivery_concurrency >= 2 && var.delivery_concurrency <= 1000
    error_message = "delivery_concurrency must lie between 2 and 1000, or be null."
  }
}

variable "retell_after_seconds" {
  description = "A command that was judged longer ago than this and comes again is answered once more, s: longer than SQS' own repeats."
  type        = number
  default     = 300

  validation {
    condition     = var.retell_after_seconds >= 0 && var.retell_after_seconds <= 86400
    error_message = "retell_after_seconds must lie between 0 and 86400."
  }
}

variable "visibility_factor" {
  description = "How many times the timeout of its function a batch stays hidden. 6 is AWS' advice; less lets an emulator, where nothing is throttled, repeat a crashed batch sooner."
  type        = number
  default     = 6

  validation {
    condition     = var.visibility_factor >= 1 && var.visibility_factor <= 60
    error_message = "visibility_factor must lie between 1 and 60."
  }
}
