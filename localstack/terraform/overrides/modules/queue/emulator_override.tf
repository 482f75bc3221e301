# The ARN is known from the name, and the emulators take one of a queue that is not there yet (MiniStack is told to: ministack_start.py):
# the provider's 25 s for each of both queues pass together.
resource "aws_sqs_queue" "this" {
  redrive_policy = var.max_receive_count == null ? null : jsonencode({
    deadLetterTargetArn = local.dead_letter_arn
    maxReceiveCount     = var.max_receive_count
  })
}
