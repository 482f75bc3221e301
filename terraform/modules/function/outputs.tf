output "name" {
  description = "Name of the function."
  value       = aws_lambda_function.this.function_name
}

output "statements" {
  description = "The role's whole policy by statement id. Asserted by the tests."
  value = {
    for statement in concat(
      jsondecode(aws_iam_role_policy.this.policy).Statement,
      flatten([for policy in aws_iam_role_policy.network : jsondecode(policy.policy).Statement]),
    ) : statement.Sid => statement
  }
}

output "settings" {
  description = "What the function runs with. Asserted by the tests."
  value = {
    runtime            = aws_lambda_function.this.runtime
    handler            = aws_lambda_function.this.handler
    timeout_seconds    = aws_lambda_function.this.timeout
    environment        = one(aws_lambda_function.this.environment[*].variables)
    log_group          = aws_cloudwatch_log_group.this.name
    log_retention_days = aws_cloudwatch_log_group.this.retention_in_days
    subnet_ids         = one(aws_lambda_function.this.vpc_config[*].subnet_ids)
    security_group_ids = one(aws_lambda_function.this.vpc_config[*].security_group_ids)
  }
}

output "source" {
  description = "The event source mapping that feeds the function."
  value       = one(concat(aws_lambda_event_source_mapping.queue, aws_lambda_event_source_mapping.stream))
}
