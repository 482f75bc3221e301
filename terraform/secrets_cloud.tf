# Where the secrets are kept. Their values are written by a separate root, terraform/secrets: a plan of this root reads whatever it has
# created, and a role that plans must not read a secret.
locals {
  # By secret and variable: the number of digits. AUTH_SECRET signs sessions, ADMIN_TOKEN opens /admin, PASSWORD belongs to the service's
  # database user, and management calls the two other systems with PEER_KEY. A program that needs one of them must not get the others, and
  # a secret is always mounted whole, so different programs' secrets are separate.
  secret_fields = { for secret, digits in jsondecode(file("${path.module}/modules/secrets/fields.json")) : secret => keys(digits) }
}

# Protects what people have entrusted to us: databases, their backups and passwords, the services' secrets.
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

# Earlier releases wrote the values here. They stay as they are: terraform/secrets adopts them (make secrets).
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
