variable "name" {
  description = "Beginning of every name."
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
  description = "Days in which a deletion can be taken back; 0: none."
  type        = number
}
