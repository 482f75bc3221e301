output "integrate_queue_url" {
  description = "Where the systems send their commands."
  value       = module.queue["IntegrateEventQueue"].url
}

output "queue_urls" {
  description = "URL of each queue with a consumer, by the name without .fifo."
  value       = { for name, queue in module.queue : name => queue.url }
}

output "dead_letter_queue_urls" {
  description = "URL of each dead-letter queue, by the name of its queue."
  value       = { for name, queue in module.queue : name => queue.dead_letter_url }
}

output "parked_queue_url" {
  description = "Queue where poison is set aside."
  value       = module.parked.url
}

output "table_name" {
  description = "Table of applications and their events."
  value       = aws_dynamodb_table.applications.name
}

output "mail_claim_table_name" {
  description = "Table of claimed mails."
  value       = aws_dynamodb_table.mail_claims.name
}

output "mail_address_table_name" {
  description = "Table of mail addresses that accept no mail."
  value       = aws_dynamodb_table.mail_addresses.name
}

output "event_bus_name" {
  description = "Bus of judged events."
  value       = aws_cloudwatch_event_bus.this.name
}

output "function_names" {
  description = "Names of the functions."
  value       = sort([for function in local.by_name : function.name])
}

output "secret_arn" {
  description = "ARN of the signing secret."
  value       = aws_secretsmanager_secret.webhook.arn
}

output "arns" {
  description = "ARNs for permissions, known before the resources exist: queues and dead-letter queues by queue name, the parked queue."
  value = {
    queues       = local.arn.queues
    dead_letters = local.arn.dead_letters
    parked       = local.parked_arn
  }
}

output "table_arn" {
  description = "ARN of the table of applications."
  value       = aws_dynamodb_table.applications.arn
}

output "mail_claim_table_arn" {
  description = "ARN of the table of claimed mails."
  value       = aws_dynamodb_table.mail_claims.arn
}

output "mail_address_table_arn" {
  description = "ARN of the table of mail addresses."
  value       = aws_dynamodb_table.mail_addresses.arn
}

output "queue_names" {
  description = "Full names for metrics: queues and dead-letter queues by queue name, the parked queue."
  value = {
    queues       = { for name, queue in module.queue : name => queue.name }
    dead_letters = { for name, queue in module.queue : name => queue.dead_letter_name }
    parked       = module.parked.name
  }
}

output "account" {
  description = "Partition, region and id of the account."
  value       = local.account
}

output "function_statements" {
  description = "What each function may do. Asserted by the tests."
  value       = { for name, function in local.by_name : name => function.statements }
}

output "function_settings" {
  description = "What each function runs with. Asserted by the tests."
  value       = { for name, function in local.by_name : name => function.settings }
}

output "mail_events_rule" {
  description = "Name of the default bus's rule that passes on SES's mail events."
  value       = aws_cloudwatch_event_rule.feedback.name
}

output "event_rules" {
  description = "Names of the bus's rules."
  value       = sort(keys(local.rules))
}

output "tables" {
  description = "The tables for CloudWatch: name, indexes, and the operations called on them."
  value = {
    applications = {
      name       = aws_dynamodb_table.applications.name
      indexes    = sort(keys(local.application_indexes))
      operations = ["BatchGetItem", "GetItem", "Query", "Scan", "TransactWriteItems", "UpdateItem"]
    }
    mail-claims = {
      name       = aws_dynamodb_table.mail_claims.name
      indexes    = []
      operations = ["BatchGetItem", "DeleteItem", "GetItem", "PutItem", "UpdateItem"]
    }
  }
}
