locals {
  # In the SES sandbox the recipient must be verified too, and AWS checks the right to send on its identity as well.
  mail_addresses = toset(compact([var.mail_sender_identity ? var.mail_sender : "", var.mail_sandbox_recipient]))

  # What the right to send is asked for: the identity (of the address, where it has one, else of its domain) and the configuration set.
  mail_resources = concat(
    [for address in sort(local.mail_addresses) : "${local.arn.identities}/${address}"],
    var.mail_domain == null ? [] : ["${local.arn.identities}/${var.mail_domain}"],
    var.mail_configuration_set == null ? [] : ["${local.arn.configuration_sets}/${var.mail_configuration_set}"],
  )
}

# AWS mails each address a link that has to be opened once.
resource "aws_ses_email_identity" "this" {
  for_each = local.mail_addresses

  email = each.value
}
