output "settings" {
  description = "Asserted by the tests."
  value = {
    key_arn       = aws_backup_vault.this.kms_key_arn
    force_destroy = aws_backup_vault.this.force_destroy
    keep_days     = one(aws_backup_plan.this.rule[*].lifecycle[0].delete_after)
    resources     = aws_backup_selection.this.resources
    lock = one([for lock in aws_backup_vault_lock_configuration.this : {
      changeable_for_days = lock.changeable_for_days
      min_retention_days  = lock.min_retention_days
      max_retention_days  = lock.max_retention_days
    }])
  }
}
