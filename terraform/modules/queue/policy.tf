locals {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [local.deny_plain_http],
      length(var.sender_rule_arns) == 0 ? [] : [local.allow_rules],
    )
  })

  # SQS itself moves messages here and needs no permission for it; the queue's consumer sends with its role; nobody else is
  # allowed.
  dead_letter_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [merge(local.deny_plain_http, { Resource = local.dead_letter_arn })]
  })

  deny_plain_http = {
    Sid       = "DenyPlainHttp"
    Effect    = "Deny"
    Principal = "*"
    Action    = "sqs:*"
    Resource  = local.arn
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  }

  allow_rules = {
    Sid       = "AllowRules"
    Effect    = "Allow"
    Principal = { Service = "events.amazonaws.com" }
    Action    = "sqs:SendMessage"
    Resource  = local.arn
    Condition = { ArnEquals = { "aws:SourceArn" = sort(var.sender_rule_arns) } }
  }
}
