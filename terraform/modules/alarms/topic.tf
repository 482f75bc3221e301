# Where alarms go: to the mail addresses given, and to whatever the agency subscribes besides.
resource "aws_sns_topic" "alarms" {
  name              = "${var.name}-alarms"
  kms_master_key_id = module.key.arn
}

# CloudWatch cannot use the key that AWS keeps for SNS.
module "key" {
  source = "../key"

  account     = var.account
  alias       = "${var.name}-alarms"
  description = "Alarms on their way to people"
  service_users = {
    "cloudwatch.amazonaws.com" = { StringEquals = { "aws:SourceAccount" = var.account.id } }
  }
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AlarmsOfThisAccount"
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alarms.arn
      Condition = { StringEquals = { "aws:SourceAccount" = var.account.id } }
    }]
  })
}

resource "aws_sns_topic_subscription" "mail" {
  for_each = var.emails

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.key
}
