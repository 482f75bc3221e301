# The entry point for the functions that synchronise the two systems: inside the VPC, over TLS, for the synchronising calls and nothing
# else.
resource "aws_lb" "internal" {
  name               = "${var.name}-internal"
  internal           = true
  load_balancer_type = "application"
  # AWS can change the subnets in place (SetSubnets), so the name and the target groups stay.
  subnets         = var.internal_subnet_ids
  security_groups = [aws_security_group.internal.id]

  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection

  access_logs {
    enabled = true
    bucket  = aws_s3_bucket.logs.id
    prefix  = "internal"
  }

  depends_on = [aws_s3_bucket_policy.logs]
}

resource "aws_lb_listener" "internal" {
  load_balancer_arn = aws_lb.internal.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = local.tls_policy
  certificate_arn   = aws_acm_certificate_validation.internal.certificate_arn

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "internal" {
  for_each = local.synchronising

  listener_arn = aws_lb_listener.internal.arn
  priority     = 10 + index(sort(keys(local.synchronising)), each.key)

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this["${each.key}-internal"].arn
  }

  condition {
    host_header {
      values = ["${each.key}.${var.internal_domain}"]
    }
  }

  condition {
    path_pattern {
      values = each.value
    }
  }

  condition {
    http_request_method {
      values = ["POST"]
    }
  }
}
