locals {
  suffix    = var.fifo ? ".fifo" : ""
  full_name = "${var.name}${local.suffix}"

  # Built from names instead of read from the resource: a policy inside the resource cannot refer to it, and other policies
  # need not wait for the queue (the provider takes 25 s for each).
  arn = "arn:${var.account.partition}:sqs:${var.account.region}:${var.account.id}:${local.full_name}"
}

# policy and redrive_policy stay inline: as separate resources each would cost the provider 25 s more.
resource "aws_sqs_queue" "this" {
  name                       = local.full_name
  visibility_timeout_seconds = var.visibility_timeout_seconds
  message_retention_seconds  = var.message_retention_seconds
  sqs_managed_sse_enabled    = true
  policy                     = local.policy

  # A sender sets the deduplication id itself (the event id), because two events may have equal bodies.
  fifo_queue                  = var.fifo
  content_based_deduplication = false
  # High throughput: the limit applies per group, so one busy application cannot slow the others.
  deduplication_scope   = var.fifo ? "messageGroup" : null
  fifo_throughput_limit = var.fifo ? "perMessageGroupId" : null

  redrive_policy = var.max_receive_count == null ? null : jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letter[0].arn
    maxReceiveCount     = var.max_receive_count
  })
}
