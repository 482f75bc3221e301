# The SES identity of the domain that mail comes from. Easy DKIM's records prove its ownership, so nobody has to open a link in a mailbox
# that does not exist (no-reply@…), and every mail is signed in the domain's name.
resource "aws_sesv2_email_identity" "domain" {
  email_identity = var.domain
  # Also applies to mail sent in the domain's name without naming the set.
  configuration_set_name = aws_sesv2_configuration_set.this.configuration_set_name

  dkim_signing_attributes {
    next_signing_key_length = "RSA_2048_BIT"
  }
}

# The envelope sender, which receives bounces, is in the domain too, so that SPF covers the domain and not amazonses.com.
resource "aws_sesv2_email_identity_mail_from_attributes" "domain" {
  email_identity   = aws_sesv2_email_identity.domain.email_identity
  mail_from_domain = local.mail_from_domain
  # A missing record must not stop any mail: DKIM alone satisfies DMARC meanwhile.
  behavior_on_mx_failure = "USE_DEFAULT_VALUE"
}

locals {
  mail_from_domain = "bounce.${var.domain}"
}
