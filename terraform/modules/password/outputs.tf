output "value" {
  description = "The value; every run generates a new one."
  value       = ephemeral.aws_secretsmanager_random_password.this.random_password
  ephemeral   = true
}
