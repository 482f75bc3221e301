# Copies that the people who run the systems cannot delete along with them. RDS and DynamoDB keep backups of their own, but anyone who may
# change a database may also turn those off. A vault is separate, and nobody can remove its lock.
resource "aws_backup_vault" "this" {
  name        = var.name
  kms_key_arn = var.key_arn
  # A vault that contains copies cannot be deleted, unless everything may go.
  force_destroy = !var.deletion_protection
}

# Compliance mode: after three days neither an administrator nor AWS can shorten or remove the lock, or delete a copy before its time.
resource "aws_backup_vault_lock_configuration" "this" {
  count = var.locked ? 1 : 0

  backup_vault_name   = aws_backup_vault.this.name
  changeable_for_days = 3
  min_retention_days  = 7
  # Nobody may keep people's data here for longer than the erasure promises (docs/operations.md).
  max_retention_days = var.keep_days
}

resource "aws_backup_plan" "this" {
  name = var.name

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.this.name
    # 17:00 UTC is 02:00 in Korea: outside RDS's own backup window (modules/database) and its maintenance window.
    schedule          = "cron(0 17 * * ? *)"
    start_window      = 60
    completion_window = 360

    lifecycle {
      delete_after = var.keep_days
    }
  }
}

resource "aws_backup_selection" "this" {
  name         = var.name
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.this.arn
  # By name, not by tag: this lists what is copied, and removing a tag cannot leave anything out.
  resources = var.resource_arns
}

resource "aws_iam_role" "this" {
  name = "Enterwait-Backup"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "backup.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account.id } }
    }]
  })
}

# For making copies, not for restoring them: a person does that, with a role of their own.
resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:${var.account.partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
}
