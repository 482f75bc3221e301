# Copies of what cannot be recreated, out of reach of anyone who may change the databases. The size turns it on; the agency turns on the
# lock.
module "backup" {
  source = "./modules/backup"
  count  = local.cloud && var.backup_vault ? 1 : 0

  name                = local.name
  account             = module.pipeline.account
  key_arn             = module.data_key[0].arn
  resource_arns       = concat([for service in sort(keys(local.services)) : module.database[service].arn], [module.pipeline.table_arn, module.pipeline.mail_claim_table_arn, module.pipeline.mail_address_table_arn])
  keep_days           = var.backup_vault_days
  locked              = var.backup_vault_lock
  deletion_protection = local.deletion_protection
}
