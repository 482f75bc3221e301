# Where alarms go: to the given mail addresses, and to whatever else the agency subscribes.
resource "aws_sns_topic" "alarms" {
  name              = "${var.name}-alarms"
  kms_master_key_id = module.key.arn
}

# CloudWatch cannot use the key that AWS keeps for SNS.
module "key" {
  source = "../key"

  account       = var.account
  alias         = "${var.name}-alarms"
  description   = "Alarms on their way to people"
  service_users = local.alarms_of_this_account
}

locals {
  alarms_of_this_account = { "cloudwatch.amazonaws.com" = { StringEquals = { "aws:SourceAccount" = var.account.id } } }

  # Complete except for the topic's own name.
  topic_policy = {
    Version = "2012-10-17"
    Statement = [for service, condition in local.alarms_of_this_account : {
      Sid       = "AlarmsOfThisAccount"
      Effect    = "Allow"
      Principal = { Service = service }
      Action    = "sns:Publish"
      Condition = condition
    }]
  }
}

resource "aws_sns_topic_policy" "alarms" {
  arn    = aws_sns_topic.alarms.arn
  policy = jsonencode(merge(local.topic_policy, { Statement = [for statement in local.topic_policy.Statement : merge(statement, { Resource = aws_sns_topic.alarms.arn })] }))
}

resource "aws_sns_topic_subscription" "mail" {
  for_each = var.emails

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.key
}
