locals {
  dead_letter_name = "${var.name}-dlq${local.suffix}"
  dead_letter_arn  = "arn:${var.account.partition}:sqs:${var.account.region}:${var.account.id}:${local.dead_letter_name}"
}

resource "aws_sqs_queue" "dead_letter" {
  count = var.max_receive_count == null ? 0 : 1

  name       = local.dead_letter_name
  fifo_queue = var.fifo
  # 14 days, the maximum. A standard queue passes a message on with its first timestamp, so the time it already waited
  # in the source counts too.
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
  policy                    = local.dead_letter_policy
}
