# Generates the values of the AWS secrets, so that nobody has to invent one and none passes through a person's hands. It is a root of its
# own, applied by a person (make secrets): the provider reads a secret whenever it plans one, and the workflows' roles plan everything else.
locals {
  # By service and variable: the number of hexadecimal digits.
  fields = jsondecode(file("${path.module}/../modules/secrets/fields.json"))
  # Created by the main root, which has to be applied first.
  names = merge(
    { for service in keys(local.fields) : service => "enterwait/service/${service}" },
    { webhook = "enterwait/webhook-secret" },
  )
  service_values = flatten([for service, digits in local.fields : [for field in keys(digits) : "${service}/${field}"]])

  # 48 digits are 192 bits.
  digits = merge(
    { webhook = 48 },
    merge([for service, digits in local.fields : { for field, number in digits : "${service}/${field}" => number }]...),
  )

  # Given values take precedence.
  values = merge({ for name, password in module.password : name => password.value }, var.given_secrets)
  written = merge(
    { for service, digits in local.fields : service => jsonencode({
      for field in keys(digits) : field =>
      # The form of an API key: ew_ and 48 digits (packages/http/src/keys/api-keys.ts).
      field == "PEER_KEY" && !startswith(local.values["${service}/${field}"], "ew_") ? "ew_${local.values["${service}/${field}"]}" : local.values["${service}/${field}"]
    }) },
    { webhook = var.webhook_secret != null ? var.webhook_secret : "whsec_${base64encode(lookup(local.values, "webhook", ""))}" },
  )
}

module "password" {
  source   = "../modules/password"
  for_each = { for name, digits in local.digits : name => digits if var.make_secrets }

  digits = each.value

  providers = {
    aws = aws.random
  }
}

data "aws_secretsmanager_secret" "this" {
  for_each = local.names

  name = each.value
}

# Write-only: the values go to AWS and appear in neither plan nor state.
resource "aws_secretsmanager_secret_version" "this" {
  for_each = local.names

  secret_id                = data.aws_secretsmanager_secret.this[each.key].arn
  secret_string_wo         = local.written[each.key]
  secret_string_wo_version = var.versions[each.key]
}
