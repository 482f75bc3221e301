output "integrate_queue_url" {
  description = "QUEUE_URL of the services, which send their commands there."
  value       = module.pipeline.integrate_queue_url
}

output "queue_urls" {
  description = "URL of each queue with a consumer, by the name without .fifo."
  value       = module.pipeline.queue_urls
}

output "dead_letter_queue_urls" {
  description = "URL of each dead-letter queue, by the name of its queue."
  value       = module.pipeline.dead_letter_queue_urls
}

output "parked_queue_url" {
  description = "Queue where poison is set aside for an operator."
  value       = module.pipeline.parked_queue_url
}

output "table_name" {
  description = "TABLE_NAME of the monitor: the table of applications and their events."
  value       = module.pipeline.table_name
}

output "mail_claim_table_name" {
  description = "Table of claimed mails."
  value       = module.pipeline.mail_claim_table_name
}

output "mail_address_table_name" {
  description = "Table of mail addresses that accept no mail."
  value       = module.pipeline.mail_address_table_name
}

output "event_bus_name" {
  description = "Bus of judged events."
  value       = module.pipeline.event_bus_name
}

output "function_names" {
  description = "Names of the functions, and of their zips."
  value       = module.pipeline.function_names
}

output "secret_arn" {
  description = "ARN of the signing secret; its value appears in no output and no state."
  value       = module.pipeline.secret_arn
}
