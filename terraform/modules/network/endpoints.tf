# Gateway endpoints cost nothing and take most of the traffic off the NAT gateway: image layers (S3) and the table.
resource "aws_vpc_endpoint" "gateway" {
  for_each = toset(["s3", "dynamodb"])

  vpc_id            = aws_vpc.this.id
  vpc_endpoint_type = "Gateway"
  service_name      = "com.amazonaws.${var.account.region}.${each.key}"
  route_table_ids   = [for table in aws_route_table.private : table.id]
  policy            = local.endpoint_policies[each.key]

  tags = { Name = "${var.name}-${each.key}" }
}

# An interface endpoint costs 0.013 USD per hour and zone (9.50 USD a month) and 0.01 USD per GB, compared with NAT's 0.059 USD per GB: in
# one zone it pays off from 190 GB a month. Both sizes still have the one for SQS, in the zones of the NAT gateways: with it pods need no
# address outside the VPC, and the chart's NetworkPolicy can enforce that. Production adds those with heavy traffic (image pulls, container
# logs) and those without which the loss of a NAT gateway would keep pods from starting (STS, EKS Auth, Secrets Manager).
# EventBridge has none, because only a function outside the VPC calls it.
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
  # What an endpoint lets through, whatever a role allows: only identities of this account. An endpoint's policy cannot name a resource
  # that does not exist yet, and the roles name theirs: hence the wildcards.
  own_identities = {
    Sid       = "OwnIdentities"
    Effect    = "Allow"
    Principal = "*"
    Action    = "*"
    Resource  = "*"
    Condition = { StringEquals = { "aws:PrincipalAccount" = var.account.id } }
  }

  # ECR serves layers from URLs signed with its own identity.
  image_layers = {
    Sid       = "ImageLayers"
    Effect    = "Allow"
    Principal = "*"
    Action    = "s3:GetObject"
    # All objects of the bucket in which ECR keeps every repository of the region.
    Resource = "arn:${var.account.partition}:s3:::prod-${var.account.region}-starport-layer-bucket/*"
  }

  # A caller with a GitHub token has no identity yet, so no condition can check its account. Allows only the role of a runner in the VPC.
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
