# The entry point for people.
resource "aws_lb" "public" {
  name               = "${var.name}-public"
  load_balancer_type = "application"
  subnets            = var.public_subnet_ids
  security_groups    = [aws_security_group.public.id]

  # Proxy and service could read a request with a malformed header differently.
  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection

  access_logs {
    enabled = true
    bucket  = aws_s3_bucket.logs.id
    prefix  = "public"
  }

  depends_on = [aws_s3_bucket_policy.logs]
}

resource "aws_lb_listener" "redirect" {
  load_balancer_arn = aws_lb.public.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "public" {
  load_balancer_arn = aws_lb.public.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = local.tls_policy
  certificate_arn   = aws_acm_certificate_validation.public.certificate_arn

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}

# Refuses what the public has no business with before it reaches a service. An ALB rule accepts five values, including the host.
resource "aws_lb_listener_rule" "withheld" {
  for_each = local.withheld

  listener_arn = aws_lb_listener.public.arn
  priority     = each.value.priority

  action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }

  condition {
    host_header {
      values = [var.hosts[each.value.service]]
    }
  }

  condition {
    path_pattern {
      values = each.value.paths
    }
  }
}

resource "aws_lb_listener_rule" "public" {
  for_each = local.published

  listener_arn = aws_lb_listener.public.arn
  priority     = 100 + index(sort(keys(var.ports)), each.key)

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key].arn
  }

  condition {
    host_header {
      values = [var.hosts[each.key]]
    }
  }

  # Only the agency's own addresses reach the operators' system.
  dynamic "condition" {
    for_each = each.key == "management" ? [var.operator_cidrs] : []
    content {
      source_ip {
        values = condition.value
      }
    }
  }
}

locals {
  # TLS 1.2 and 1.3, forward secrecy only.
  tls_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"

  published = length(var.operator_cidrs) == 0 ? toset(["enterwait", "nursery"]) : toset(keys(var.ports))

  # Path patterns as a load balancer reads them: literally, with `*` matching slashes too. They are in a separate file, because the
  # services are tested against the same patterns (tests/doors): no other spelling of these paths may reach what is withheld.
  paths = jsondecode(file("${path.module}/paths.json"))

  # The synchronising calls only come through the internal load balancer.
  synchronising = local.paths.synchronising

  withheld = merge(
    { for service, paths in local.synchronising : "${service}-synchronising" => {
      service = service, paths = paths, priority = 10 + index(sort(keys(var.ports)), service)
    } },
    { for service in keys(var.ports) : "${service}-administration" => {
      service = service, paths = local.paths.administration, priority = 20 + index(sort(keys(var.ports)), service)
    } },
  )
}
