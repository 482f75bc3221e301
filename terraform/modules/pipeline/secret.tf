resource "aws_secretsmanager_secret" "webhook" {
  name        = "enterwait/webhook-secret"
  description = "Signs the deliveries to both systems (Standard Webhooks)"
  # An emulator is taken down and put up again at once; a name in its recovery window could not be made anew.
  recovery_window_in_days = var.emulated ? 0 : 30
}

# In AWS a root of its own writes it (terraform/secrets): who plans this one shall read no secret. An emulator has one apply.
# Write-only: the value goes there and into neither plan nor state.
resource "aws_secretsmanager_secret_version" "emulated" {
  count = var.emulated ? 1 : 0

  secret_id                = aws_secretsmanager_secret.webhook.id
  secret_string_wo         = var.webhook_secret
  secret_string_wo_version = 1
}
