locals {
  # A target group belongs to one load balancer: the two systems that are synchronised have two. One that no rule leads to finds no
  # target healthy: pods bound to it would never be ready, and its alarms would ring for ever. A system that is not published has none.
  target_groups = merge(
    { for service in local.published : service => var.ports[service] },
    { for service in keys(local.synchronising) : "${service}-internal" => var.ports[service] },
  )
}

# The chart binds its pods to them (TargetGroupBinding).
resource "aws_lb_target_group" "this" {
  for_each = local.target_groups

  name        = "${var.name}-${each.key}"
  target_type = "ip"
  port        = each.value
  # TLS ends at the load balancer; the rest of the way lies in the private subnets, open to the load balancers' security groups alone.
  protocol = "HTTP"
  vpc_id   = var.vpc_id
  # Less than the time for which a pod that is to end goes on answering (chart: rollout.preStopSeconds).
  deregistration_delay = 15

  health_check {
    path                = "/readyz"
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  # Auto Mode's controller may register targets only in groups that say they are its cluster's.
  tags = { "eks:eks-cluster-name" = var.cluster_name }
}
