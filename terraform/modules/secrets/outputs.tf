output "names" {
  description = "Name of each service's secret: a JSON object of environment variables."
  value       = { for service, secret in aws_secretsmanager_secret.this : service => secret.name }
}

output "arns" {
  description = "ARN of each service's secret."
  value       = { for service, secret in aws_secretsmanager_secret.this : service => secret.arn }
}

output "settings" {
  description = "Asserted by the tests."
  value = {
    key_arns = { for service, secret in aws_secretsmanager_secret.this : service => secret.kms_key_id }
    windows  = { for service, secret in aws_secretsmanager_secret.this : service => secret.recovery_window_in_days }
  }
}
