output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "subnet_ids" {
  description = "Subnets by kind: public (load balancers), internal (the internal load balancer), private (pods, functions), database."
  value = {
    public   = [for zone in var.zones : aws_subnet.public[zone].id]
    internal = [for zone in var.zones : aws_subnet.internal[zone].id]
    private  = [for zone in var.zones : aws_subnet.private[zone].id]
    database = [for zone in var.zones : aws_subnet.database[zone].id]
  }
}

output "cidrs" {
  description = "Address ranges of the VPC, of its subnets by kind, and of DynamoDB, which the gateway endpoint leads to."
  value = {
    vpc      = var.cidr
    public   = local.cidrs.public
    internal = local.cidrs.internal
    private  = local.cidrs.private
    database = local.cidrs.database
    dynamodb = aws_vpc_endpoint.gateway["dynamodb"].cidr_blocks
  }
}

output "delivery_security_group_id" {
  description = "Security group of the delivering functions."
  value       = aws_security_group.delivery.id
}

output "settings" {
  description = "Asserted by the tests."
  value = {
    public_addresses = [for subnet in concat(values(aws_subnet.public), values(aws_subnet.internal), values(aws_subnet.private), values(aws_subnet.database)) : subnet.map_public_ip_on_launch]
    zones            = { for kind in ["public", "internal", "private", "database"] : kind => var.zones }
    cidrs            = local.cidrs
    nat_zones        = local.nat_zones
    nat_of           = local.nat_of
    gateways         = sort(keys(aws_vpc_endpoint.gateway))
    interfaces       = sort(keys(aws_vpc_endpoint.interface))
    policies         = { for name, policy in local.endpoint_policies : name => jsondecode(policy) }
  }
}
