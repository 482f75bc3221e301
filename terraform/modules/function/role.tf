resource "aws_iam_role" "this" {
  name = "Enterwait-${var.name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = var.name
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for statement in concat([local.write_log], var.statements) : merge(
        {
          Sid      = statement.sid
          Effect   = "Allow"
          Action   = statement.actions
          Resource = statement.resources
        },
        statement.condition == null ? {} : { Condition = statement.condition },
      )
    ]
  })
}

locals {
  write_log = {
    sid     = "WriteOwnLog"
    actions = ["logs:CreateLogStream", "logs:PutLogEvents"]
    # The wildcard covers the streams of this one group, which Lambda names as it starts instances.
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
    condition = null
  }
}
