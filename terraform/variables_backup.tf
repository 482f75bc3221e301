# Copies in a vault, in addition to the backups that RDS and DynamoDB keep themselves. Only in AWS.

variable "backup_vault" {
  description = "Copy databases and tables into an AWS Backup vault every night."
  type        = bool
  default     = false
}

variable "backup_vault_days" {
  description = "How many days a copy is kept; at most as long as an erasure tells the family."
  type        = number
  default     = 35

  validation {
    condition     = var.backup_vault_days >= 7 && var.backup_vault_days <= 35
    error_message = "backup_vault_days must lie between 7 and 35: longer than 35 days an erased family would still be in the copies."
  }
}

variable "backup_vault_lock" {
  description = "Lock the vault. Three days after the apply nobody can remove the lock or delete a copy before its time, not even with all rights in the account: read docs/agency.md first."
  type        = bool
  default     = false

  validation {
    condition     = !var.backup_vault_lock || var.backup_vault
    error_message = "backup_vault_lock needs backup_vault."
  }
}
