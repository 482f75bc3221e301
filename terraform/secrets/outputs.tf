output "versions" {
  description = "By secret: the number with which it was written last. The next make secrets starts from it."
  value       = { for name, version in aws_secretsmanager_secret_version.this : name => version.secret_string_wo_version }
}
