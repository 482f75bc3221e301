# Secrets that AWS makes, so that nobody has to think of one and none passes through a person's hands.
locals {
  # By secret and variable: how many digits; 48 are 192 bits. AUTH_SECRET signs sessions, ADMIN_TOKEN opens /admin, PASSWORD is that of the
  # service's database user; with PEER_KEY management asks the two others. Who needs one of them must not get the others, and a file system
  # takes secrets whole: so what different programs read are different secrets.
  secret_digits = jsondecode(file("${path.module}/modules/secrets/fields.json"))
  secret_fields = { for secret, digits in local.secret_digits : secret => keys(digits) }

  password_digits = merge(
    { webhook = 48 },
    merge([for secret, digits in local.secret_digits : { for field, number in digits : "${secret}/${field}" => number }]...),
  )

  # What was given goes before.
  secret_values = merge({ for name, password in module.password : name => password.value }, var.given_secrets)
}

module "password" {
  source   = "./modules/password"
  for_each = { for name, digits in local.password_digits : name => digits if local.cloud && var.make_secrets }

  digits = each.value

  providers = {
    aws = aws.random
  }
}

# What people entrusted to us: databases, their backups and passwords, the services' secrets.
module "data_key" {
  source = "./modules/key"
  count  = local.cloud ? 1 : 0

  account     = module.pipeline.account
  alias       = "${local.name}-data"
  description = "Databases and secrets of enterwait"
}

module "secrets" {
  source = "./modules/secrets"
  count  = local.cloud ? 1 : 0

  name   = local.name
  fields = local.secret_fields
  # What an API key looks like: ew_ and 48 digits (packages/service/src/api-keys.ts).
  values               = { for name, value in local.secret_values : name => endswith(name, "/PEER_KEY") && !startswith(value, "ew_") ? "ew_${value}" : value }
  key_arn              = module.data_key[0].arn
  secrets_version      = var.service_secrets_version
  recovery_window_days = local.deletion_protection ? 30 : 0
}
