# Where secrets are kept. What they say is written by a root of its own, terraform/secrets: a plan of this one reads whatever it has made,
# and a role that plans shall read no secret.
locals {
  # By secret and variable: how many digits. AUTH_SECRET signs sessions, ADMIN_TOKEN opens /admin, PASSWORD is that of the service's database
  # user; with PEER_KEY management asks the two others. Who needs one of them must not get the others, and a file system takes secrets
  # whole: so what different programs read are different secrets.
  secret_fields = { for secret, digits in jsondecode(file("${path.module}/modules/secrets/fields.json")) : secret => keys(digits) }
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

  name                 = local.name
  fields               = local.secret_fields
  key_arn              = module.data_key[0].arn
  recovery_window_days = local.deletion_protection ? 30 : 0
}

# Earlier releases wrote the values from here. They stay as they are: terraform/secrets takes them over (make secrets).
removed {
  from = module.secrets.aws_secretsmanager_secret_version.this

  lifecycle {
    destroy = false
  }
}

removed {
  from = module.pipeline.aws_secretsmanager_secret_version.webhook

  lifecycle {
    destroy = false
  }
}
