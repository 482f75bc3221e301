locals {
  feedback_rule  = "MailFeedback"
  feedback_queue = "MailFeedbackQueue"
}

# What became of mails: bounces and complaints, which the configuration set of the mails sends to the default bus.
resource "aws_cloudwatch_event_rule" "feedback" {
  name = local.feedback_rule

  event_pattern = jsonencode({
    source        = ["aws.ses"]
    "detail-type" = ["Email Bounced", "Email Complaint Received"]
  })
}

# The whole event: its kind stands outside of `detail`.
resource "aws_cloudwatch_event_target" "feedback" {
  rule      = aws_cloudwatch_event_rule.feedback.name
  target_id = local.feedback_queue
  arn       = module.queue[local.feedback_queue].arn

  dead_letter_config {
    arn = module.parked.arn
  }
}
