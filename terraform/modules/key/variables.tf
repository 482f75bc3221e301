variable "alias" {
  description = "Name of the key, without alias/."
  type        = string
}

variable "description" {
  description = "What the key protects."
  type        = string
}

variable "account" {
  description = "Where the key lives."
  type = object({
    partition = string
    region    = string
    id        = string
  })
}

variable "service_users" {
  description = "AWS services that use the key in their own name, each with the condition that holds them to this account."
  type        = map(map(map(string)))
  default     = {}
}

variable "deletion_window_days" {
  description = "Days in which a deletion can be taken back: what the key encrypted is lost with it."
  type        = number
  default     = 30
}
