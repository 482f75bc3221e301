mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "SendEmail"
  zip                = "./tests/fixtures/SendEmail.zip"
  timeout_seconds    = 60
  log_retention_days = 14
  environment        = { MAIL_SENDER = "no-reply@example.com" }

  statements = [{
    sid       = "Mail"
    actions   = ["ses:SendEmail"]
    resources = ["arn:aws:ses:ap-northeast-2:111122223333:identity/no-reply@example.com"]
    condition = { StringEquals = { "ses:FromAddress" = ["no-reply@example.com"] } }
  }]
}

run "a_function_has_its_code_its_log_and_its_role" {
  module {
    source = "./modules/function"
  }

  assert {
    condition     = aws_lambda_function.this.function_name == "SendEmail" && aws_lambda_function.this.runtime == "nodejs22.x" && aws_lambda_function.this.handler == "index.handler"
    error_message = "name, runtime and handler must be those of the contract"
  }

  assert {
    condition     = aws_lambda_function.this.source_code_hash == filebase64sha256("./tests/fixtures/SendEmail.zip")
    error_message = "a changed zip must change the function"
  }

  assert {
    condition     = aws_lambda_function.this.architectures == tolist(["x86_64"]) && aws_lambda_function.this.reserved_concurrent_executions == -1
    error_message = "x86_64 and no reserved concurrency are the defaults"
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.name == "/aws/lambda/SendEmail" && aws_cloudwatch_log_group.this.retention_in_days == 14
    error_message = "the log must be the function's own and must not be kept for ever"
  }

  assert {
    condition     = aws_lambda_function.this.logging_config[0].log_group == "/aws/lambda/SendEmail"
    error_message = "the function must write to its own log"
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role.this.assume_role_policy).Statement : statement.Principal] == [{ Service = "lambda.amazonaws.com" }]
    error_message = "only Lambda may take the role"
  }

  assert {
    condition = jsondecode(aws_iam_role_policy.this.policy).Statement == [
      {
        Sid      = "WriteOwnLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["arn:aws:logs:ap-northeast-2:111122223333:log-group:mocked:*"]
      },
      {
        Sid       = "Mail"
        Effect    = "Allow"
        Action    = ["ses:SendEmail"]
        Resource  = ["arn:aws:ses:ap-northeast-2:111122223333:identity/no-reply@example.com"]
        Condition = { StringEquals = { "ses:FromAddress" = ["no-reply@example.com"] } }
      },
    ]
    error_message = "the role may write its log and do what it was given, nothing else"
  }

  assert {
    condition     = length(aws_lambda_event_source_mapping.queue) == 0 && length(aws_lambda_event_source_mapping.stream) == 0
    error_message = "nothing may feed a function that was given no source"
  }
}

run "a_queue_feeds_a_function_with_partial_batches" {
  module {
    source = "./modules/function"
  }

  variables {
    queue = { arn = "arn:aws:sqs:ap-northeast-2:111122223333:SendEmailQueue", batch_size = 10, maximum_concurrency = 5 }
  }

  assert {
    condition     = one(aws_lambda_event_source_mapping.queue).event_source_arn == "arn:aws:sqs:ap-northeast-2:111122223333:SendEmailQueue"
    error_message = "the queue must feed the function"
  }

  assert {
    condition     = one(aws_lambda_event_source_mapping.queue).function_response_types == toset(["ReportBatchItemFailures"])
    error_message = "one bad message must not bring the whole batch again"
  }

  assert {
    condition     = one(aws_lambda_event_source_mapping.queue).batch_size == 10 && one(aws_lambda_event_source_mapping.queue).scaling_config[0].maximum_concurrency == 5
    error_message = "batch size and concurrency must be those asked for"
  }
}

run "without_a_limit_there_is_no_scaling_config" {
  module {
    source = "./modules/function"
  }

  variables {
    queue = { arn = "arn:aws:sqs:ap-northeast-2:111122223333:SendEmailQueue", batch_size = 10 }
  }

  assert {
    condition     = length(one(aws_lambda_event_source_mapping.queue).scaling_config) == 0
    error_message = "no limit may be set"
  }
}

run "a_stream_is_read_from_its_start_and_repeated_until_it_succeeds" {
  module {
    source = "./modules/function"
  }

  variables {
    stream = {
      arn            = "arn:aws:dynamodb:ap-northeast-2:111122223333:table/T/stream/2026-01-01T00:00:00.000"
      batch_size     = 100
      filter         = "{\"eventName\":[\"INSERT\"]}"
      on_failure_arn = "arn:aws:sqs:ap-northeast-2:111122223333:ParkedQueue"
    }
  }

  assert {
    condition     = one(aws_lambda_event_source_mapping.stream).starting_position == "TRIM_HORIZON"
    error_message = "no record written before the mapping stood may be passed over"
  }

  assert {
    condition     = one(aws_lambda_event_source_mapping.stream).function_response_types == toset(["ReportBatchItemFailures"]) && one(aws_lambda_event_source_mapping.stream).bisect_batch_on_function_error
    error_message = "a bad record must not hold up its batch"
  }

  assert {
    condition     = one(aws_lambda_event_source_mapping.stream).maximum_retry_attempts == -1 && one(aws_lambda_event_source_mapping.stream).maximum_record_age_in_seconds < 24 * 3600
    error_message = "a batch must come again without limit, until shortly before the stream forgets it"
  }

  assert {
    condition     = one(aws_lambda_event_source_mapping.stream).destination_config[0].on_failure[0].destination_arn == "arn:aws:sqs:ap-northeast-2:111122223333:ParkedQueue"
    error_message = "a record given up must be reported"
  }

  assert {
    condition     = [for filter in one(one(aws_lambda_event_source_mapping.stream).filter_criteria).filter : jsondecode(filter.pattern)] == [{ eventName = ["INSERT"] }]
    error_message = "the function must see only what the filter lets through"
  }
}
