variable "name" {
  description = "Name of the vault and the plan."
  type        = string
}

variable "account" {
  description = "Where the vault lies; ARNs are built from it."
  type = object({
    partition = string
    region    = string
    id        = string
  })
}

variable "key_arn" {
  description = "Key of the copies."
  type        = string
}

variable "resource_arns" {
  description = "What is copied: databases and tables."
  type        = list(string)
}

variable "keep_days" {
  description = "Days a copy is kept."
  type        = number
}

variable "locked" {
  description = "Lock the vault: after three days for ever."
  type        = bool
}

variable "deletion_protection" {
  description = "Refuse to delete the vault while copies are in it."
  type        = bool
}
