resource "aws_security_group" "endpoints" {
  name        = "${var.name}-endpoints"
  description = "Interface endpoints of AWS services"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-endpoints" }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  for_each = aws_subnet.private

  security_group_id = aws_security_group.endpoints.id
  description       = "HTTPS from pods and functions in ${each.key}"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = each.value.cidr_block
}

# For the functions that call the systems.
resource "aws_security_group" "delivery" {
  name        = "${var.name}-delivery"
  description = "Functions that deliver to the systems"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-delivery" }
}

resource "aws_vpc_security_group_egress_rule" "delivery" {
  security_group_id = aws_security_group.delivery.id
  # To the internal load balancer, and to SQS and Secrets Manager, whose public addresses change if there is no endpoint.
  description = "HTTPS"
  ip_protocol = "tcp"
  from_port   = 443
  to_port     = 443
  cidr_ipv4   = "0.0.0.0/0"
}
