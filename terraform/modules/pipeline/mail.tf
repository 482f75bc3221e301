locals {
  # In the SES sandbox the recipient must be verified too, and AWS checks the right to send on its identity as well.
  mail_identities = toset(compact([var.mail_sender, var.mail_sandbox_recipient]))
}

# AWS mails each address a link that has to be opened once.
resource "aws_ses_email_identity" "this" {
  for_each = local.mail_identities

  email = each.value
}
