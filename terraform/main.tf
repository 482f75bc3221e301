module "pipeline" {
  source = "./modules/pipeline"

  emulated            = var.emulated
  deletion_protection = local.deletion_protection

  lambda_dir           = var.lambda_dir
  architecture         = var.architecture
  log_retention_days   = var.log_retention_days
  log_level            = var.log_level
  max_receive_count    = { judge = var.judge_receive_count, mail = var.mail_receive_count, deliveries = var.delivery_receive_count }
  maximum_concurrency  = { judge = var.judge_concurrency, mail = var.mail_concurrency, deliveries = var.delivery_concurrency }
  visibility_factor    = var.visibility_factor
  retell_after_seconds = var.retell_after_seconds

  enterwait_url  = local.enterwait_url
  nursery_url    = local.nursery_url
  webhook_secret = var.webhook_secret

  mail_sender            = var.mail_sender
  mail_sandbox_recipient = var.mail_sandbox_recipient
  mail_sender_identity   = var.mail_sender_identity
  mail_domain            = one(module.mail[*].domain)
  mail_configuration_set = one(module.mail[*].configuration_set)
  site_url               = local.site_url

  vpc = one([for network in module.network : {
    subnet_ids         = network.subnet_ids.private
    security_group_ids = [network.delivery_security_group_id]
  }])
}
