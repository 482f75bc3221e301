resource "aws_security_group" "public" {
  name        = "${var.name}-public"
  description = "Public load balancer"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-public" }
}

resource "aws_vpc_security_group_ingress_rule" "public" {
  for_each = { for pair in setproduct(var.public_cidrs, ["80", "443"]) : "${pair[0]}:${pair[1]}" => { cidr = pair[0], port = tonumber(pair[1]) } }

  security_group_id = aws_security_group.public.id
  # Port 80 only redirects to 443.
  description = "People, port ${each.value.port}"
  ip_protocol = "tcp"
  from_port   = each.value.port
  to_port     = each.value.port
  cidr_ipv4   = each.value.cidr
}

resource "aws_security_group" "internal" {
  name        = "${var.name}-internal"
  description = "Internal load balancer of the synchronising calls"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-internal" }
}

resource "aws_vpc_security_group_ingress_rule" "internal" {
  security_group_id            = aws_security_group.internal.id
  description                  = "Functions that deliver"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = var.delivery_security_group_id
}

locals {
  # Which load balancer reaches which ports of the pods.
  paths_to_pods = merge(
    { for service in local.published : "public-${service}" => { group = aws_security_group.public.id, port = var.ports[service] } },
    { for service in keys(local.synchronising) : "internal-${service}" => { group = aws_security_group.internal.id, port = var.ports[service] } },
  )
}

resource "aws_vpc_security_group_egress_rule" "to_pods" {
  for_each = local.paths_to_pods

  security_group_id            = each.value.group
  description                  = "Pods, ${each.key}"
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  referenced_security_group_id = var.pod_security_group_id
}

resource "aws_vpc_security_group_ingress_rule" "from_load_balancer" {
  for_each = local.paths_to_pods

  security_group_id            = var.pod_security_group_id
  description                  = "Load balancer, ${each.key}"
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  referenced_security_group_id = each.value.group
}
