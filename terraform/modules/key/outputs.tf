output "arn" {
  description = "ARN of the key."
  value       = aws_kms_key.this.arn
}

output "settings" {
  description = "Asserted by the tests."
  value = {
    rotates = aws_kms_key.this.enable_key_rotation
    policy  = jsondecode(aws_kms_key.this.policy)
  }
}
