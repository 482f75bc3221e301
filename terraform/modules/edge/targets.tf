locals {
  # A target group belongs to one load balancer, so the two synchronised systems have two groups each. A group that no rule leads to finds
  # no target healthy: pods bound to it would never become ready, and its alarms would ring forever. So a system that is not published has
  # none.
  target_groups = merge(
    { for service in local.published : service => var.ports[service] },
    { for service in keys(local.synchronising) : "${service}-internal" => var.ports[service] },
  )
}

# The chart binds its pods to these groups (TargetGroupBinding).
resource "aws_lb_target_group" "this" {
  for_each = local.target_groups

  name        = "${var.name}-${each.key}"
  target_type = "ip"
  port        = each.value
  # TLS ends at the load balancer; the rest of the way is in the private subnets, which only admit the load balancers' security groups.
  protocol = "HTTP"
  vpc_id   = var.vpc_id
  # Shorter than the time that a stopping pod keeps answering (chart: rollout.preStopSeconds).
  deregistration_delay = 15

  health_check {
    path                = "/readyz"
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  # Auto Mode's controller may only register targets in groups that carry its cluster's tag.
  tags = { "eks:eks-cluster-name" = var.cluster_name }
}
