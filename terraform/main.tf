module "pipeline" {
  source = "./modules/pipeline"

  emulated            = var.emulated
  deletion_protection = coalesce(var.deletion_protection, !var.emulated)

  lambda_dir          = var.lambda_dir
  architecture        = var.architecture
  log_retention_days  = var.log_retention_days
  log_level           = var.log_level
  max_receive_count   = var.max_receive_count
  maximum_concurrency = var.maximum_concurrency
  visibility_factor   = var.visibility_factor

  enterwait_url          = var.enterwait_url
  nursery_url            = var.nursery_url
  webhook_secret         = var.webhook_secret
  webhook_secret_version = var.webhook_secret_version

  mail_sender            = var.mail_sender
  mail_sandbox_recipient = var.mail_sandbox_recipient
}
