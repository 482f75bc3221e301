# One certificate for the names that people use, and one for those inside. Both are public ACM certificates, which are free and renewed by
# ACM: the internal names resolve nowhere else, but the same public zone proves their ownership.
resource "aws_acm_certificate" "public" {
  domain_name               = var.hosts.enterwait
  subject_alternative_names = [for host in values(var.hosts) : host if host != var.hosts.enterwait]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate" "internal" {
  domain_name       = "*.${var.internal_domain}"
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

locals {
  in_route53 = var.dns_zone_id != ""

  # The names are known before AWS has answered; the records are not.
  certified = concat(values(var.hosts), ["*.${var.internal_domain}"])
  validation = {
    for option in concat(
      tolist(aws_acm_certificate.public.domain_validation_options),
      tolist(aws_acm_certificate.internal.domain_validation_options),
    ) : option.domain_name => option
  }
}

resource "aws_route53_record" "validation" {
  for_each = local.in_route53 ? toset(local.certified) : toset([])

  zone_id         = var.dns_zone_id
  name            = local.validation[each.key].resource_record_name
  type            = local.validation[each.key].resource_record_type
  records         = [local.validation[each.key].resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

# Waits until AWS has seen the records. If the zone is not in Route 53, people enter them meanwhile (output certificate_records).
resource "aws_acm_certificate_validation" "public" {
  certificate_arn         = aws_acm_certificate.public.arn
  validation_record_fqdns = local.in_route53 ? [for host in values(var.hosts) : aws_route53_record.validation[host].fqdn] : null
}

resource "aws_acm_certificate_validation" "internal" {
  certificate_arn         = aws_acm_certificate.internal.arn
  validation_record_fqdns = local.in_route53 ? [aws_route53_record.validation["*.${var.internal_domain}"].fqdn] : null
}
