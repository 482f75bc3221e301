output "name" {
  description = "Full name, including .fifo for a FIFO queue."
  value       = aws_sqs_queue.this.name
}

output "arn" {
  description = "ARN of the queue, once it exists."
  value       = aws_sqs_queue.this.arn
}

output "url" {
  description = "URL of the queue."
  value       = aws_sqs_queue.this.url
}

output "dead_letter_name" {
  description = "Full name of the dead-letter queue; null without one."
  value       = one(aws_sqs_queue.dead_letter[*].name)
}

output "dead_letter_url" {
  description = "URL of the dead-letter queue; null without one."
  value       = one(aws_sqs_queue.dead_letter[*].url)
}

output "settings" {
  description = "Whether a message gets in, is retried and is kept. Asserted by the tests."
  value = {
    visibility_timeout_seconds = aws_sqs_queue.this.visibility_timeout_seconds
    message_retention_seconds  = aws_sqs_queue.this.message_retention_seconds
    fifo                       = aws_sqs_queue.this.fifo_queue
    policy                     = jsondecode(aws_sqs_queue.this.policy)
    max_receive_count          = var.max_receive_count == null ? null : jsondecode(aws_sqs_queue.this.redrive_policy).maxReceiveCount
  }
}
