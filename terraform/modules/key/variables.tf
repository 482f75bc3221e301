variable "alias" {
  description = "Name of the key, without alias/."
  type        = string
}

variable "description" {
  description = "What the key protects."
  type        = string
}

variable "account" {
  description = "Account and region of the key."
  type = object({
    partition = string
    region    = string
    id        = string
  })
}

variable "service_users" {
  description = "AWS services that use the key in their own name, each with the condition that limits them to this account."
  type        = map(map(map(string)))
  default     = {}
}

variable "deletion_window_days" {
  description = "How many days a deletion can be undone; after it, what the key encrypted is lost."
  type        = number
  default     = 30
}
