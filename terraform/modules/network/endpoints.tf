# Gateway endpoints cost nothing and take the largest part of the traffic off the NAT gateway: image layers (S3) and the table.
resource "aws_vpc_endpoint" "gateway" {
  for_each = toset(["s3", "dynamodb"])

  vpc_id            = aws_vpc.this.id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${var.account.region}.${each.key}"
  route_table_ids   = [for table in aws_route_table.private : table.id]
  policy            = local.endpoint_policies[each.key]

  tags = { Name = "${var.name}-${each.key}" }
}

# An interface endpoint costs 0.013 USD an hour and zone (9.50 USD a month) and 0.01 USD a GB, where NAT takes 0.059 USD a GB: in one
# zone it pays from 190 GB a month. Both sizes have the one for SQS all the same, in the zones of the NAT gateways: with it pods need no
# address outside the VPC, and the chart's NetworkPolicy can say so. Production adds those with real traffic (image pulls, container
# logs) and those whose loss with a NAT gateway would keep pods from starting (STS, EKS Auth, Secrets Manager).
# None for EventBridge: only a function outside the VPC calls it.
resource "aws_vpc_endpoint" "interface" {
  for_each = var.interface_endpoints

  vpc_id              = aws_vpc.this.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.${var.account.region}.${each.key}"
  subnet_ids          = [for zone in local.nat_zones : aws_subnet.private[zone].id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true
  policy              = each.key == "sts" ? local.endpoint_policies.sts : local.endpoint_policies.interface

  tags = { Name = "${var.name}-${each.key}" }
}

locals {
  # What an endpoint lets through, whatever a role allows: only identities of this account. An endpoint's policy can name no resource
  # that does not exist yet, and the roles name theirs: hence the wildcards.
  own_identities = {
    Sid       = "OwnIdentities"
    Effect    = "Allow"
    Principal = "*"
    Action    = "*"
    Resource  = "*"
    Condition = { StringEquals = { "aws:PrincipalAccount" = var.account.id } }
  }

  # ECR hands out layers by addresses signed in its own name.
  image_layers = {
    Sid       = "ImageLayers"
    Effect    = "Allow"
    Principal = "*"
    Action    = "s3:GetObject"
    # All objects of the one bucket in which ECR keeps every repository of the region.
    Resource = "arn:${var.account.partition}:s3:::prod-${var.account.region}-starport-layer-bucket/*"
  }

  # Whoever brings a token of GitHub is nobody yet: of which account, no condition can ask. The one role that a runner in the VPC takes.
  runner_comes_in = {
    Sid       = "RunnerComesIn"
    Effect    = "Allow"
    Principal = { Federated = "*" }
    Action    = "sts:AssumeRoleWithWebIdentity"
    Resource  = coalesce(var.runner_role_arn, "none")
  }

  endpoint_policies = {
    s3        = jsonencode({ Version = "2012-10-17", Statement = [local.own_identities, local.image_layers] })
    dynamodb  = jsonencode({ Version = "2012-10-17", Statement = [local.own_identities] })
    interface = jsonencode({ Version = "2012-10-17", Statement = [local.own_identities] })
    sts       = jsonencode({ Version = "2012-10-17", Statement = concat([local.own_identities], [for statement in [local.runner_comes_in] : statement if var.runner_role_arn != null]) })
  }
}
