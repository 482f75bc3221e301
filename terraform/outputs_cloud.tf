# What service delivery and people need to know about AWS; null on an emulator.

output "deployment" {
  description = "Everything that the deploy step passes to the chart: names, addresses and ARNs, but no secret."
  value = !local.cloud ? null : {
    region               = module.pipeline.account.region
    cluster_name         = module.cluster[0].name
    namespace            = local.name
    image_repositories   = module.registry[0].urls
    integrate_queue_url  = module.pipeline.integrate_queue_url
    mail_queue_url       = module.pipeline.queue_urls["SendEmailQueue"]
    table_name           = module.pipeline.table_name
    databases            = { for service, database in module.database : service => database.connection }
    service_secret_names = { for service in keys(local.services) : service => module.secrets[0].names[service] }
    # By service, what its migration and the nightly jobs also need: only the database password.
    database_secret_names = { for service in keys(local.services) : service => module.secrets[0].names["${service}-database"] }
    peer_secret_name      = module.secrets[0].names.management-peer
    webhook_secret_name   = "enterwait/webhook-secret"
    service_role_arns     = module.cluster[0].role_arns
    target_group_arns     = module.edge[0].target_group_arns
    public_urls           = { for service in module.edge[0].published : service => "https://${local.hosts[service]}" }
    network = {
      vpc_cidr  = var.network_cidr
      aws_cidrs = [var.network_cidr]
      # Only the load balancers' subnets: these may call the services, and their X-Forwarded-For is believed.
      load_balancer_cidrs = concat(module.network[0].cidrs.public, module.network[0].cidrs.internal)
      pod_cidrs           = module.network[0].cidrs.private
      database_cidrs      = module.network[0].cidrs.database
      dynamodb_cidrs      = module.network[0].cidrs.dynamodb
    }
  }
}

output "region" {
  description = "AWS region."
  value       = module.pipeline.account.region
}

output "cluster_name" {
  description = "Name of the cluster: aws eks update-kubeconfig --name …"
  value       = one(module.cluster[*].name)
}

output "image_repositories" {
  description = "Repository to which each service's images are pushed."
  value       = one(module.registry[*].urls)
}

output "databases" {
  description = "Address of each system's database."
  value       = local.cloud ? { for service, database in module.database : service => database.connection } : null
}

output "service_secret_names" {
  description = "Name of each service's secret in Secrets Manager."
  value       = one(module.secrets[*].names)
}

output "service_role_arns" {
  description = "Role of each service account."
  value       = one(module.cluster[*].role_arns)
}

output "target_group_arns" {
  description = "Target groups to which the chart binds its pods."
  value       = one(module.edge[*].target_group_arns)
}

output "public_urls" {
  description = "URLs at which people reach the systems from outside; management only from operator_cidrs, and not at all without those."
  value       = local.cloud ? { for service in module.edge[0].published : service => "https://${local.hosts[service]}" } : null
}

output "public_dns_name" {
  description = "Name to which the agency's DNS must point enterwait, nursery and (if it is published) management, if the zone is not in Route 53."
  value       = one(module.edge[*].public_dns_name)
}

output "certificate_records" {
  description = "Records that the agency's DNS must contain for the certificates, if the zone is not in Route 53."
  # Indexed instead of `module.edge[*]`: for the latter Terraform waits until the whole module exists, and the records are needed before.
  value = local.cloud ? module.edge[0].certificate_records : null
}

output "mail_records" {
  description = "Records that the DNS of the sender's domain must contain: DKIM, MAIL FROM, DMARC. They are entered already if the domain is in the zone of dns_zone_id."
  value       = one(module.mail[*].records)
}

output "github_role_arns" {
  description = "The workflows' roles: images, plan, deploy."
  value       = one(module.github[*].role_arns)
}

output "runner_network" {
  description = "Subnets and security group for the machine of a GitHub runner inside the VPC, if there is one."
  value       = local.runner ? { subnet_ids = module.network[0].subnet_ids.private, security_group_id = aws_security_group.runner[0].id } : null
}

output "alarm_topic_arn" {
  description = "Topic of the alarms, for further subscribers."
  value       = one(module.alarms[*].topic_arn)
}
