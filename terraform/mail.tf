# An emulator accepts all mail from the one address; only AWS has the domain.
module "mail" {
  source = "./modules/mail"
  count  = local.cloud ? 1 : 0

  name        = local.name
  domain      = local.mail_domain
  dns_zone_id = local.mail_in_zone ? var.dns_zone_id : ""
  dmarc       = { policy = var.mail_dmarc_policy, reports_to = var.mail_dmarc_reports_to }
  require_tls = var.mail_require_tls
}

locals {
  mail_domain = lower(split("@", var.mail_sender)[1])
  # Whether the zone holds the mail domain: it holds `domain` and everything below it.
  mail_in_zone = var.domain == null ? false : local.mail_domain == var.domain || endswith(local.mail_domain, ".${var.domain}")
}
