# Optional by size: 5 USD a month, 1 USD per rule and 0.60 USD per million requests.
resource "aws_wafv2_web_acl" "public" {
  count = var.firewall ? 1 : 0

  name        = "${var.name}-public"
  description = "Floods and known attacks"
  scope       = "REGIONAL"

  default_action {
    allow {}
  }

  # Many people can share one address of a daycare or an office: this is far above what they do, and far below a flood.
  rule {
    name     = "floods"
    priority = 0

    action {
      block {}
    }

    statement {
      rate_based_statement {
        limit              = 2000
        aggregate_key_type = "IP"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.name}-floods"
      sampled_requests_enabled   = false
    }
  }

  dynamic "rule" {
    for_each = local.managed_rules
    content {
      name     = rule.value
      priority = 1 + rule.key

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.value
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-${rule.value}"
        # A sample would show what people send.
        sampled_requests_enabled = false
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "${var.name}-public"
    sampled_requests_enabled   = false
  }
}

locals {
  managed_rules = [
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
  ]
}

resource "aws_wafv2_web_acl_association" "public" {
  count = var.firewall ? 1 : 0

  resource_arn = aws_lb.public.arn
  web_acl_arn  = aws_wafv2_web_acl.public[0].arn
}
