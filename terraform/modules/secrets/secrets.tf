# Each service's secrets: one secret per service, a JSON object of environment variables. terraform/secrets writes them.
resource "aws_secretsmanager_secret" "this" {
  for_each = var.fields

  name                    = "${var.name}/service/${each.key}"
  description             = "Environment of ${each.key} that nobody may read: ${join(", ", each.value)}"
  kms_key_id              = var.key_arn
  recovery_window_in_days = var.recovery_window_days
}
