# What exists only in AWS: an emulator gets just the pipeline.
locals {
  cloud               = !var.emulated
  deletion_protection = coalesce(var.deletion_protection, local.cloud)

  name     = "enterwait"
  services = { enterwait = 3000, nursery = 4000, management = 9000 }
  hosts    = { for service in keys(local.services) : service => "${service}.${coalesce(var.domain, "invalid")}" }
  inside   = "internal.${coalesce(var.domain, "invalid")}"

  # How functions and people reach the systems: set by hand, or by the names created here.
  enterwait_url = coalesce(var.enterwait_url, "https://enterwait.${local.inside}")
  nursery_url   = coalesce(var.nursery_url, "https://nursery.${local.inside}")
  site_url      = var.site_url != "" || var.emulated ? var.site_url : "https://${local.hosts.enterwait}"
}

# Leaves out local and wavelength zones, which have to be opted into and are unsuitable.
data "aws_availability_zones" "this" {
  count = local.cloud ? 1 : 0

  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

module "network" {
  source = "./modules/network"
  count  = local.cloud ? 1 : 0

  name                = local.name
  account             = module.pipeline.account
  cidr                = var.network_cidr
  zones               = slice(sort(data.aws_availability_zones.this[0].names), 0, 3)
  nat_gateways        = var.nat_gateways
  interface_endpoints = var.interface_endpoints
  runner_role_arn     = local.runner ? local.deploy_role_arn : null
  log_retention_days  = var.log_retention_days
}

module "registry" {
  source = "./modules/registry"
  count  = local.cloud ? 1 : 0

  name                = local.name
  services            = toset(keys(local.services))
  deletion_protection = local.deletion_protection
}

module "cluster" {
  source = "./modules/cluster"
  count  = local.cloud ? 1 : 0

  name                = local.name
  account             = module.pipeline.account
  kubernetes_version  = var.kubernetes_version
  subnet_ids          = module.network[0].subnet_ids.private
  public_access_cidrs = var.cluster_public_access_cidrs
  namespace           = local.name
  service_accounts    = local.service_accounts
  addons              = var.cluster_addons
  container_insights  = var.container_insights
  log_retention_days  = var.log_retention_days

  access = merge(
    { for arn in var.cluster_admin_role_arns : "admin-${basename(arn)}" => { role_arn = arn, namespace = null } },
    var.github_repository == null ? {} : { deploy = { role_arn = local.deploy_role_arn, namespace = local.name } },
  )

  # EKS refuses an access entry for a role that does not exist.
  depends_on = [module.github]
}

module "database" {
  source   = "./modules/database"
  for_each = local.cloud ? local.services : {}

  name                     = "${local.name}-${each.key}"
  database                 = each.key
  vpc_id                   = module.network[0].vpc_id
  subnet_ids               = module.network[0].subnet_ids.database
  client_security_group_id = module.cluster[0].security_group_id
  key_arn                  = module.data_key[0].arn
  monitoring_role_arn      = one(aws_iam_role.database_monitoring[*].arn)
  deletion_protection      = local.deletion_protection
  log_retention_days       = var.log_retention_days

  settings = {
    engine_version           = var.database_engine_version
    instance_class           = var.database_instance_class
    allocated_storage_gb     = var.database_allocated_storage_gb
    max_allocated_storage_gb = var.database_max_allocated_storage_gb
    multi_az                 = var.database_multi_az
    backup_retention_days    = var.database_backup_retention_days
    performance_insights     = var.database_performance_insights
    monitoring_seconds       = var.database_monitoring_seconds
  }
}

module "edge" {
  source = "./modules/edge"
  count  = local.cloud ? 1 : 0

  name                       = local.name
  account                    = module.pipeline.account
  ports                      = local.services
  hosts                      = local.hosts
  internal_domain            = local.inside
  dns_zone_id                = var.dns_zone_id
  vpc_id                     = module.network[0].vpc_id
  public_subnet_ids          = module.network[0].subnet_ids.public
  internal_subnet_ids        = module.network[0].subnet_ids.internal
  pod_security_group_id      = module.cluster[0].security_group_id
  delivery_security_group_id = module.network[0].delivery_security_group_id
  cluster_name               = local.name
  public_cidrs               = var.public_cidrs
  operator_cidrs             = var.operator_cidrs
  firewall                   = var.firewall
  access_log_days            = var.access_log_days
  deletion_protection        = local.deletion_protection
}

module "github" {
  source = "./modules/github"
  count  = local.cloud && var.github_repository != null ? 1 : 0

  repository    = var.github_repository
  owner_id      = var.github_owner_id
  repository_id = var.github_repository_id
  branch        = var.github_branch
  environment   = var.github_environment
  provider_arn  = var.github_provider_arn
  account       = module.pipeline.account
  state_bucket  = var.github_state_bucket
  # By its name (modules/edge/logs.tf): the bucket itself is created after the cluster, and the cluster after these roles.
  log_bucket_arn  = "arn:${module.pipeline.account.partition}:s3:::${local.name}-access-logs-${module.pipeline.account.id}"
  repository_arns = [for service in keys(local.services) : module.registry[0].arns[service]]
  queue_arns      = concat(values(module.pipeline.arns.queues), values(module.pipeline.arns.dead_letters), [module.pipeline.arns.parked])
  function_names  = module.pipeline.function_names
  event_bus_name  = module.pipeline.event_bus_name
  cluster_name    = local.name
}

module "alarms" {
  source = "./modules/alarms"
  count  = local.cloud ? 1 : 0

  name               = local.name
  account            = module.pipeline.account
  emails             = var.alarm_emails
  queues             = module.pipeline.queue_names.queues
  dead_letter_queues = module.pipeline.queue_names.dead_letters
  parked_queue       = module.pipeline.queue_names.parked
  functions          = module.pipeline.function_names
  stream_function    = "DynamoDBToEventBridge"
  event_bus          = module.pipeline.event_bus_name
  event_rules        = module.pipeline.event_rules
  mail_events_rule   = module.pipeline.mail_events_rule
  tables             = module.pipeline.tables
  outbox_services    = ["enterwait", "nursery", "management"]
  databases          = { for service, database in module.database : service => { identifier = database.identifier, instance_class = var.database_instance_class, allocated_storage_gb = var.database_allocated_storage_gb } }
  load_balancers     = module.edge[0].metric_dimensions.load_balancers
  target_groups      = module.edge[0].metric_dimensions.target_groups
  certificates       = module.edge[0].metric_dimensions.certificates
  pods_log_group     = module.cluster[0].log_groups.application
  # The probes come from AWS addresses in other countries: if only some networks are let in, this alarm would ring forever.
  outside_hosts = contains(var.public_cidrs, "0.0.0.0/0") ? { for service in ["enterwait", "nursery"] : service => local.hosts[service] } : {}

  providers = {
    aws        = aws
    aws.global = aws.global
  }
}

# It used to belong to the alarms; the add-on that fills it belongs to the cluster.
moved {
  from = module.alarms[0].aws_cloudwatch_log_group.pods
  to   = module.cluster[0].aws_cloudwatch_log_group.pods["application"]
}

# RDS uses it to publish operating-system metrics, if the size asks for them.
resource "aws_iam_role" "database_monitoring" {
  count = local.cloud && var.database_monitoring_seconds > 0 ? 1 : 0

  name = "Enterwait-DatabaseMonitoring"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = module.pipeline.account.id } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "database_monitoring" {
  count = length(aws_iam_role.database_monitoring)

  role       = aws_iam_role.database_monitoring[count.index].name
  policy_arn = "arn:${module.pipeline.account.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
