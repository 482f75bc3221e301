# What each service keeps secret: one secret a service, a JSON object of environment variables.
resource "aws_secretsmanager_secret" "this" {
  for_each = var.fields

  name                    = "${var.name}/service/${each.key}"
  description             = "Environment of ${each.key} that nobody may read: ${join(", ", each.value)}"
  kms_key_id              = var.key_arn
  recovery_window_in_days = var.recovery_window_days
}

# Write-only: the values go to AWS and into neither plan nor state.
resource "aws_secretsmanager_secret_version" "this" {
  for_each = var.fields

  secret_id                = aws_secretsmanager_secret.this[each.key].id
  secret_string_wo         = jsonencode({ for field in each.value : field => var.values["${each.key}/${field}"] })
  secret_string_wo_version = var.secrets_version
}
