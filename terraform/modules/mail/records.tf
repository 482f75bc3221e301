locals {
  # Easy DKIM always has three tokens, so their number is known before AWS creates them.
  dkim_tokens = aws_sesv2_email_identity.domain.dkim_signing_attributes[0].tokens
  dkim = [for index in range(3) : {
    name  = "${local.dkim_tokens[index]}._domainkey.${var.domain}"
    type  = "CNAME"
    value = "${local.dkim_tokens[index]}.dkim.amazonses.com"
  }]

  mail_from = [
    { name = local.mail_from_domain, type = "MX", value = "10 feedback-smtp.${data.aws_region.current.id}.amazonses.com" },
    { name = local.mail_from_domain, type = "TXT", value = "v=spf1 include:amazonses.com ~all" },
  ]

  dmarc = var.dmarc.policy == "" ? [] : [{
    name = "_dmarc.${var.domain}"
    type = "TXT"
    value = join("; ", compact([
      "v=DMARC1",
      "p=${var.dmarc.policy}",
      var.dmarc.reports_to == "" ? "" : "rua=mailto:${var.dmarc.reports_to}",
    ]))
  }]

  records = concat(local.dkim, local.mail_from, local.dmarc)
}

resource "aws_route53_record" "this" {
  count = var.dns_zone_id == "" ? 0 : length(local.records)

  zone_id = var.dns_zone_id
  name    = local.records[count.index].name
  type    = local.records[count.index].type
  records = [local.records[count.index].value]
  ttl     = 300
}
