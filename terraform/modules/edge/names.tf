resource "aws_route53_record" "public" {
  for_each = local.in_route53 ? local.published : toset([])

  zone_id = var.dns_zone_id
  name    = var.hosts[each.key]
  type    = "A"

  alias {
    name                   = aws_lb.public.dns_name
    zone_id                = aws_lb.public.zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_zone" "internal" {
  name    = var.internal_domain
  comment = "Names of the synchronising calls, inside the VPC only"

  vpc {
    vpc_id = var.vpc_id
  }
}

resource "aws_route53_record" "internal" {
  for_each = local.synchronising

  zone_id = aws_route53_zone.internal.zone_id
  name    = "${each.key}.${var.internal_domain}"
  type    = "A"

  alias {
    name                   = aws_lb.internal.dns_name
    zone_id                = aws_lb.internal.zone_id
    evaluate_target_health = false
  }
}
