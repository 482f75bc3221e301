variable "name" {
  description = "Name of the vault and the plan."
  type        = string
}

variable "account" {
  description = "Account and region of the vault; ARNs are built from them."
  type = object({
    partition = string
    region    = string
    id        = string
  })
}

variable "key_arn" {
  description = "Key that encrypts the copies."
  type        = string
}

variable "resource_arns" {
  description = "What is copied: databases and tables."
  type        = list(string)
}

variable "keep_days" {
  description = "How many days a copy is kept."
  type        = number
}

variable "locked" {
  description = "Lock the vault; after three days this is permanent."
  type        = bool
}

variable "deletion_protection" {
  description = "Refuse to delete the vault while it contains copies."
  type        = bool
}
