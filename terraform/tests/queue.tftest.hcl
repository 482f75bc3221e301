mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  account          = { partition = "aws", region = "ap-northeast-2", id = "111122223333" }
  name             = "Orders"
  sender_rule_arns = ["arn:aws:events:ap-northeast-2:111122223333:rule/Bus/B", "arn:aws:events:ap-northeast-2:111122223333:rule/Bus/A"]

  visibility_timeout_seconds = 180
  max_receive_count          = 7
}

run "a_queue_has_a_dead_letter_queue_and_both_are_encrypted" {
  module {
    source = "./modules/queue"
  }

  override_resource {
    target = aws_sqs_queue.dead_letter
    values = { arn = "arn:aws:sqs:ap-northeast-2:111122223333:the-dead-letter-queue" }
  }

  assert {
    condition     = aws_sqs_queue.this.name == "Orders" && aws_sqs_queue.dead_letter[0].name == "Orders-dlq"
    error_message = "the names must be Orders and Orders-dlq"
  }

  assert {
    condition     = jsondecode(aws_sqs_queue.this.redrive_policy) == { deadLetterTargetArn = "arn:aws:sqs:ap-northeast-2:111122223333:the-dead-letter-queue", maxReceiveCount = 7 }
    error_message = "seven receives must lead to the dead-letter queue"
  }

  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled && aws_sqs_queue.dead_letter[0].sqs_managed_sse_enabled
    error_message = "both queues must be encrypted"
  }

  assert {
    condition     = aws_sqs_queue.this.visibility_timeout_seconds == 180
    error_message = "the visibility timeout must be the one asked for"
  }

  assert {
    condition     = aws_sqs_queue.dead_letter[0].message_retention_seconds == 14 * 24 * 3600 && aws_sqs_queue.this.message_retention_seconds < aws_sqs_queue.dead_letter[0].message_retention_seconds
    error_message = "the dead-letter queue must keep 14 days, and longer than its source"
  }
}

run "only_the_given_rules_may_send_and_only_over_tls" {
  module {
    source = "./modules/queue"
  }

  assert {
    condition = jsondecode(aws_sqs_queue.this.policy).Statement == [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = "arn:aws:sqs:ap-northeast-2:111122223333:Orders"
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "AllowRules"
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "arn:aws:sqs:ap-northeast-2:111122223333:Orders"
        Condition = { ArnEquals = { "aws:SourceArn" = [
          "arn:aws:events:ap-northeast-2:111122223333:rule/Bus/A",
          "arn:aws:events:ap-northeast-2:111122223333:rule/Bus/B",
        ] } }
      },
    ]
    error_message = "the policy must deny plain http and let exactly the two rules send"
  }

  assert {
    condition = jsondecode(aws_sqs_queue.dead_letter[0].policy).Statement == [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = "arn:aws:sqs:ap-northeast-2:111122223333:Orders-dlq"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
    error_message = "the dead-letter queue must let no service send"
  }
}

run "without_rules_no_service_may_send" {
  module {
    source = "./modules/queue"
  }

  variables {
    sender_rule_arns = []
  }

  assert {
    condition     = [for statement in jsondecode(aws_sqs_queue.this.policy).Statement : statement.Effect] == ["Deny"]
    error_message = "only the denial may remain"
  }
}

run "a_fifo_queue_limits_by_group_and_takes_the_senders_deduplication_id" {
  module {
    source = "./modules/queue"
  }

  variables {
    fifo = true
  }

  assert {
    condition     = aws_sqs_queue.this.name == "Orders.fifo" && aws_sqs_queue.dead_letter[0].name == "Orders-dlq.fifo"
    error_message = "both names must end in .fifo"
  }

  assert {
    condition     = aws_sqs_queue.this.fifo_queue && aws_sqs_queue.dead_letter[0].fifo_queue
    error_message = "the dead-letter queue of a fifo queue must be fifo"
  }

  assert {
    condition     = !aws_sqs_queue.this.content_based_deduplication && aws_sqs_queue.this.deduplication_scope == "messageGroup" && aws_sqs_queue.this.fifo_throughput_limit == "perMessageGroupId"
    error_message = "deduplication must be by the sender's id and by group, the limit by group"
  }

  assert {
    condition     = alltrue([for statement in jsondecode(aws_sqs_queue.this.policy).Statement : endswith(statement.Resource, ":Orders.fifo")])
    error_message = "the policy must name the fifo queue"
  }
}

run "a_queue_without_a_consumer_has_no_dead_letter_queue" {
  module {
    source = "./modules/queue"
  }

  variables {
    max_receive_count = null
  }

  assert {
    condition     = length(aws_sqs_queue.dead_letter) == 0 && output.dead_letter_url == null
    error_message = "there must be no dead-letter queue"
  }
}

run "a_name_that_leaves_no_room_for_the_suffixes_is_refused" {
  command = plan

  module {
    source = "./modules/queue"
  }

  variables {
    name = "Orders.fifo"
  }

  expect_failures = [var.name]
}

run "a_limit_outside_what_sqs_takes_is_refused" {
  command = plan

  module {
    source = "./modules/queue"
  }

  variables {
    max_receive_count = 1001
  }

  expect_failures = [var.max_receive_count]
}
