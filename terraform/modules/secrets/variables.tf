variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "fields" {
  description = "Variables that each service keeps secret."
  type        = map(list(string))
}

variable "key_arn" {
  description = "Key that encrypts the secrets."
  type        = string
}

variable "recovery_window_days" {
  description = "How many days a deletion can be undone; 0: not at all."
  type        = number
}
