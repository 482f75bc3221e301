locals {
  # In the SES sandbox the recipient must be verified too, and AWS also checks the right to send on the recipient's identity.
  mail_addresses = toset(compact([var.mail_sender_identity ? var.mail_sender : "", var.mail_sandbox_recipient]))

  # What the right to send is checked on: the identity (the address's if it has one, otherwise its domain's) and the configuration set.
  mail_resources = concat(
    [for address in sort(local.mail_addresses) : "${local.arn.identities}/${address}"],
    var.mail_domain == null ? [] : ["${local.arn.identities}/${var.mail_domain}"],
    var.mail_configuration_set == null ? [] : ["${local.arn.configuration_sets}/${var.mail_configuration_set}"],
  )
}

# AWS sends each address a link that has to be opened once.
resource "aws_ses_email_identity" "this" {
  for_each = local.mail_addresses

  email = each.value
}
