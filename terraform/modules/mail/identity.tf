# The domain that mails come from, as SES knows it. Its owner is proven by the records of Easy DKIM, so that nobody has to open a link in
# a mailbox that is not there (no-reply@…), and every mail is signed in the name of the domain.
resource "aws_sesv2_email_identity" "domain" {
  email_identity = var.domain
  # Also for what somebody sends in its name without naming the set.
  configuration_set_name = aws_sesv2_configuration_set.this.configuration_set_name

  dkim_signing_attributes {
    next_signing_key_length = "RSA_2048_BIT"
  }
}

# The envelope sender, to which bounces go, is of the domain as well: SPF then speaks for it too, and not for amazonses.com.
resource "aws_sesv2_email_identity_mail_from_attributes" "domain" {
  email_identity   = aws_sesv2_email_identity.domain.email_identity
  mail_from_domain = local.mail_from_domain
  # A record that is not there yet, or no longer, must stop no mail: DKIM alone is enough for DMARC meanwhile.
  behavior_on_mx_failure = "USE_DEFAULT_VALUE"
}

locals {
  mail_from_domain = "bounce.${var.domain}"
}
