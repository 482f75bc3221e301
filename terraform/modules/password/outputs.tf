output "value" {
  description = "The value, a new one in every run."
  value       = ephemeral.aws_secretsmanager_random_password.this.random_password
  ephemeral   = true
}
