# Exactly what each function may do: its own source and its dead letters, its own store, the parking queue. (The function module adds its
# log.) No statement names a wildcard.
locals {
  statements = {
    SQSToDynamoDB = concat(local.consume.SQSToDynamoDB, local.park, [
      {
        sid = "Judge"
        # TransactWriteItems needs the actions of its parts.
        actions = [
          "dynamodb:BatchGetItem",
          "dynamodb:ConditionCheckItem",
          "dynamodb:GetItem",
          "dynamodb:PutItem",
          "dynamodb:Query",
        ]
        resources = [aws_dynamodb_table.applications.arn]
        condition = null
      },
      # A repeated command is answered again.
      local.publish,
    ])

    DynamoDBToEventBridge = concat(local.park, [
      {
        sid = "ReadStream"
        actions = [
          "dynamodb:DescribeStream",
          "dynamodb:GetRecords",
          "dynamodb:GetShardIterator",
          "dynamodb:ListStreams",
        ]
        resources = [aws_dynamodb_table.applications.stream_arn]
        condition = null
      },
      local.publish,
    ])

    SQSToNursery   = concat(local.consume.SQSToNursery, local.park, local.read_secret)
    SQSToEnterwait = concat(local.consume.SQSToEnterwait, local.park, local.read_secret)

    SendEmail = concat(local.consume.SendEmail, local.park, [
      {
        sid       = "SendMail"
        actions   = ["ses:SendEmail"]
        resources = local.mail_resources
        condition = { StringEquals = { "ses:FromAddress" = [var.mail_sender] } }
      },
      {
        sid = "ClaimMail"
        # A refused claim comes with the existing one, so no read is needed.
        actions = [
          "dynamodb:DeleteItem",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
        ]
        resources = [aws_dynamodb_table.mail_claims.arn]
        condition = null
      },
      {
        sid       = "LookUpAddress"
        actions   = ["dynamodb:GetItem"]
        resources = [aws_dynamodb_table.mail_addresses.arn]
        condition = null
      },
    ])

    MailFeedback = concat(local.consume.MailFeedback, local.park, local.read_secret, [
      {
        # Reads items and rewrites them on condition that they are unchanged; deletes those of erased families.
        sid       = "MarkAddress"
        actions   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"]
        resources = [aws_dynamodb_table.mail_addresses.arn]
        condition = null
      },
    ])
  }

  publish = {
    sid       = "Publish"
    actions   = ["events:PutEvents"]
    resources = [aws_cloudwatch_event_bus.this.arn]
    # One call carries several entries: every one of them must come from the judge.
    condition = { "ForAllValues:StringEquals" = { "events:source" = [local.source] } }
  }

  consume = {
    for name, function in local.functions : name => [
      {
        sid = "ConsumeQueue"
        actions = [
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:ReceiveMessage",
        ]
        resources = [local.arn.queues[function.queue]]
        condition = null
      },
      {
        sid       = "BuryInOwnDeadLetters"
        actions   = ["sqs:SendMessage"]
        resources = [local.arn.dead_letters[function.queue]]
        condition = null
      },
    ] if function.queue != null
  }

  park = [{
    sid       = "Park"
    actions   = ["sqs:SendMessage"]
    resources = [local.parked_arn]
    condition = null
  }]

  read_secret = [{
    sid       = "ReadSigningSecret"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.webhook.arn]
    condition = null
  }]
}
