# Probes what people use from outside: name, network, firewall, load balancer, pod and database. Uses Route 53 health checks instead of a
# CloudWatch Synthetics canary: a tenth of the price at this rate, from three continents, and no runtime or code of ours to maintain. They
# do not check the certificate, which is the alarm `certificate`'s job. Their metrics exist only in us-east-1, and an alarm can only
# notify a topic in its own region: hence a second topic and key there.
locals {
  checked_outside = length(var.outside_hosts) > 0

  outside_alarms = {
    for key, check in aws_route53_health_check.outside : "outside-${key}" => {
      description = "${var.outside_hosts[key]} cannot be reached from outside, or says that it is not ready"
      namespace   = "AWS/Route53", metric = "HealthCheckStatus", dimensions = { HealthCheckId = check.id }
      statistic   = "Minimum", threshold = 1, periods = 3, missing = "breaching", below = true
    }
  }
}

resource "aws_route53_health_check" "outside" {
  for_each = var.outside_hosts

  type              = "HTTPS"
  fqdn              = each.value
  port              = 443
  resource_path     = "/readyz"
  request_interval  = 30
  failure_threshold = 3
  # The fewest that Route 53 accepts.
  regions = ["ap-northeast-1", "ap-southeast-1", "us-west-2"]

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_cloudwatch_metric_alarm" "outside" {
  for_each = local.outside_alarms
  provider = aws.global

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.description}. Runbook: docs/operations.md"
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = "LessThanThreshold"
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = each.value.periods
  treat_missing_data  = each.value.missing

  alarm_actions = [aws_sns_topic.outside[0].arn]
  ok_actions    = [aws_sns_topic.outside[0].arn]
}

module "outside_key" {
  source = "../key"
  count  = local.checked_outside ? 1 : 0

  account       = var.account
  alias         = "${var.name}-alarms-outside"
  description   = "Alarms of what is asked from outside, on their way to people"
  service_users = local.alarms_of_this_account

  providers = { aws = aws.global }
}

resource "aws_sns_topic" "outside" {
  count    = local.checked_outside ? 1 : 0
  provider = aws.global

  name              = "${var.name}-alarms-outside"
  kms_master_key_id = module.outside_key[0].arn
}

resource "aws_sns_topic_policy" "outside" {
  count    = local.checked_outside ? 1 : 0
  provider = aws.global

  arn    = aws_sns_topic.outside[0].arn
  policy = jsonencode(merge(local.topic_policy, { Statement = [for statement in local.topic_policy.Statement : merge(statement, { Resource = aws_sns_topic.outside[0].arn })] }))
}

resource "aws_sns_topic_subscription" "outside" {
  for_each = local.checked_outside ? var.emails : []
  provider = aws.global

  topic_arn = aws_sns_topic.outside[0].arn
  protocol  = "email"
  endpoint  = each.key
}
