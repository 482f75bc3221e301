resource "aws_secretsmanager_secret" "webhook" {
  name        = "enterwait/webhook-secret"
  description = "Signs the deliveries to both systems (Standard Webhooks)"
  # An emulator is torn down and rebuilt at once, and a name in its recovery window could not be created again.
  recovery_window_in_days = var.emulated ? 0 : 30
}

# In AWS a separate root writes it (terraform/secrets), because a role that plans this root must not read a secret. An emulator has one
# apply. Write-only: the value appears in neither plan nor state.
resource "aws_secretsmanager_secret_version" "emulated" {
  count = var.emulated ? 1 : 0

  secret_id                = aws_secretsmanager_secret.webhook.id
  secret_string_wo         = var.webhook_secret
  secret_string_wo_version = 1
}
