# For a GitHub runner inside the VPC (docs/delivery.md). The agency owns the machine; this defines what it may reach. Nothing may connect to
# it, and of our own systems it only reaches the cluster's API: no database and no pod accepts it.
locals {
  runner          = local.cloud && var.github_runner
  deploy_role_arn = "arn:${module.pipeline.account.partition}:iam::${module.pipeline.account.id}:role/Enterwait-GitHub-deploy"
}

resource "aws_security_group" "runner" {
  count = local.runner ? 1 : 0

  name        = "${local.name}-runner"
  description = "Runner that deploys"
  vpc_id      = module.network[0].vpc_id

  tags = { Name = "${local.name}-runner" }
}

resource "aws_vpc_security_group_egress_rule" "runner" {
  count = local.runner ? 1 : 0

  security_group_id = aws_security_group.runner[0].id
  # GitHub, the registries and AWS have public addresses that change.
  description = "HTTPS"
  ip_protocol = "tcp"
  from_port   = 443
  to_port     = 443
  cidr_ipv4   = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "runner" {
  count = local.runner ? 1 : 0

  security_group_id            = module.cluster[0].security_group_id
  description                  = "API of the cluster, from the runner that deploys"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.runner[0].id
}
