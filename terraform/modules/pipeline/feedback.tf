locals {
  feedback_rule  = "MailFeedback"
  feedback_queue = "MailFeedbackQueue"
}

# What became of mail: bounces and complaints, which the mails' configuration set sends to the default bus.
resource "aws_cloudwatch_event_rule" "feedback" {
  name = local.feedback_rule

  event_pattern = jsonencode({
    source        = ["aws.ses"]
    "detail-type" = ["Email Bounced", "Email Complaint Received"]
  })
}

# The whole event, because its kind is outside `detail`.
resource "aws_cloudwatch_event_target" "feedback" {
  rule      = aws_cloudwatch_event_rule.feedback.name
  target_id = local.feedback_queue
  arn       = module.queue[local.feedback_queue].arn

  dead_letter_config {
    arn = module.parked.arn
  }
}
