output "role_arns" {
  description = "ARN of each workflow's role: images, plan, deploy."
  value       = { for name, role in aws_iam_role.this : name => role.arn }
}

output "settings" {
  description = "Asserted by the tests."
  value = {
    trusts     = { for name, role in aws_iam_role.this : name => jsondecode(role.assume_role_policy).Statement }
    statements = { for name, policy in aws_iam_role_policy.this : name => { for statement in jsondecode(policy.policy).Statement : statement.Sid => statement } }
  }
}
