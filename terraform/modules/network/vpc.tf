resource "aws_vpc" "this" {
  cidr_block = var.cidr
  # The names of the endpoints and the internal load balancer only resolve inside if both are on.
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name }
}

# AWS's defaults in a new VPC admit everything. Emptied, so that nothing is open just because nobody restricted it.
resource "aws_default_security_group" "closed" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-default-closed" }
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = var.name }
}

locals {
  zones = { for index, zone in var.zones : zone => index }

  # Parts of a /16: private subnets of 4094 addresses (each pod takes one), public of 254 (load balancers, NAT), internal of 254 (only the
  # internal load balancer: anything there may call the services and say where a request came from), database of 254.
  cidrs = {
    private  = [for index in range(3) : cidrsubnet(var.cidr, 4, index)]
    public   = [for index in range(3) : cidrsubnet(var.cidr, 8, 64 + index)]
    internal = [for index in range(3) : cidrsubnet(var.cidr, 8, 80 + index)]
    database = [for index in range(3) : cidrsubnet(var.cidr, 8, 96 + index)]
  }
}

resource "aws_subnet" "public" {
  for_each = local.zones

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = local.cidrs.public[each.value]
  # Load balancers and NAT gateways have addresses of their own; nothing else may get one just by being here.
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-public-${each.key}" }
}

resource "aws_subnet" "private" {
  for_each = local.zones

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = local.cidrs.private[each.value]

  tags = { Name = "${var.name}-private-${each.key}" }
}

resource "aws_subnet" "internal" {
  for_each = local.zones

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = local.cidrs.internal[each.value]

  tags = { Name = "${var.name}-internal-${each.key}" }
}

resource "aws_subnet" "database" {
  for_each = local.zones

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = local.cidrs.database[each.value]

  tags = { Name = "${var.name}-database-${each.key}" }
}
