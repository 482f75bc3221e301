# Both sources wait for the policy: AWS checks at creation that the role may read the source.

resource "aws_lambda_event_source_mapping" "queue" {
  count = var.queue == null ? 0 : 1

  function_name           = aws_lambda_function.this.arn
  event_source_arn        = var.queue.arn
  batch_size              = var.queue.batch_size
  function_response_types = ["ReportBatchItemFailures"]

  dynamic "scaling_config" {
    for_each = var.queue.maximum_concurrency == null ? [] : [var.queue.maximum_concurrency]
    content {
      maximum_concurrency = scaling_config.value
    }
  }

  depends_on = [aws_iam_role_policy.this]
}

resource "aws_lambda_event_source_mapping" "stream" {
  count = var.stream == null ? 0 : 1

  function_name    = aws_lambda_function.this.arn
  event_source_arn = var.stream.arn
  batch_size       = var.stream.batch_size
  # Starts at the oldest record, so that nothing written before the mapping existed is skipped.
  starting_position       = "TRIM_HORIZON"
  function_response_types = ["ReportBatchItemFailures"]

  # The function parks what can never succeed and only throws if AWS failed it, so a batch is retried for as long as the outage
  # lasts. The maximum age ends this two hours before the stream drops the record (24 h), in time for the on-failure message,
  # which only contains the record's position in the stream.
  maximum_retry_attempts             = -1
  maximum_record_age_in_seconds      = 79200
  bisect_batch_on_function_error     = true
  maximum_batching_window_in_seconds = 0

  filter_criteria {
    filter {
      pattern = var.stream.filter
    }
  }

  destination_config {
    on_failure {
      destination_arn = var.stream.on_failure_arn
    }
  }

  depends_on = [aws_iam_role_policy.this]
}
