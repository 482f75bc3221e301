# What only AWS has. On an emulator none of it is made, whatever is set here; the sizes stand in env/*.tfvars.

variable "domain" {
  description = "Domain of the agency's names: enterwait.<domain> for parents, nursery.<domain> for daycares, management.<domain> for operators, internal.<domain> for the synchronising calls. Needed in AWS."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null ? var.emulated : can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "domain must be given in AWS and look like example.go.kr."
  }
}

variable "dns_zone_id" {
  description = "Public zone of the domain in Route 53. Empty: the domain is served elsewhere, and people enter the records of the outputs certificate_records and public_dns_name."
  type        = string
  default     = ""
}

variable "network" {
  description = "cidr: a /16. nat_gateways: 1 for all zones or 3, one in each. interface_endpoints: see modules/network/endpoints.tf."
  type = object({
    cidr                = optional(string, "10.20.0.0/16")
    nat_gateways        = optional(number, 1)
    interface_endpoints = optional(set(string), ["sqs"])
  })
  default = {}

  validation {
    condition     = can(cidrhost(var.network.cidr, 0)) && endswith(var.network.cidr, "/16")
    error_message = "network.cidr must be a /16."
  }

  validation {
    condition     = contains([1, 3], var.network.nat_gateways)
    error_message = "network.nat_gateways must be 1 or 3."
  }
}

variable "cluster" {
  description = "kubernetes_version: a minor version in standard support of EKS. public_access_cidrs: from where its API is reached besides the VPC (the agency, the runners of the deployment); empty: from nowhere. admin_role_arns: roles of the people who run it. addons: EKS add-ons with a pinned version or the default one."
  type = object({
    kubernetes_version  = optional(string, "1.36")
    public_access_cidrs = optional(list(string), [])
    admin_role_arns     = optional(set(string), [])
    addons = optional(map(object({ version = optional(string), configuration = optional(string) })), {
      amazon-cloudwatch-observability       = {}
      aws-secrets-store-csi-driver-provider = {}
      metrics-server                        = {}
    })
  })
  default = {}

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.cluster.kubernetes_version))
    error_message = "cluster.kubernetes_version must look like 1.36."
  }

  validation {
    condition     = alltrue([for cidr in var.cluster.public_access_cidrs : can(cidrhost(cidr, 0)) && tonumber(split("/", cidr)[1]) >= 8])
    error_message = "cluster.public_access_cidrs must be addresses of the agency, not the whole internet."
  }
}

variable "database" {
  description = "Size of each of the three MySQL instances. monitoring_seconds: 0 turns enhanced monitoring off. performance_insights is not offered by db.t4g.micro and db.t4g.small."
  type = object({
    engine_version           = optional(string, "8.4")
    instance_class           = optional(string, "db.t4g.small")
    allocated_storage_gb     = optional(number, 20)
    max_allocated_storage_gb = optional(number, 100)
    multi_az                 = optional(bool, true)
    backup_retention_days    = optional(number, 14)
    performance_insights     = optional(bool, false)
    monitoring_seconds       = optional(number, 0)
  })
  default = {}

  validation {
    condition     = startswith(var.database.engine_version, "8.4")
    error_message = "database.engine_version must be 8.4 or 8.4.x: what the systems are tested on."
  }

  validation {
    condition     = var.database.backup_retention_days >= 7 && var.database.backup_retention_days <= 35
    error_message = "database.backup_retention_days must lie between 7 and 35: a database of children's applications is never without backups."
  }
}

variable "edge" {
  description = "public_cidrs: who may reach the public load balancer. operator_cidrs: from where the operators' system is reached, at most four; empty: from nowhere outside the cluster. firewall: AWS WAF. access_log_days: how long the load balancers' logs are kept."
  type = object({
    public_cidrs    = optional(set(string), ["0.0.0.0/0"])
    operator_cidrs  = optional(list(string), [])
    firewall        = optional(bool, false)
    access_log_days = optional(number, 365)
  })
  default = {}

  validation {
    condition     = length(var.edge.operator_cidrs) <= 4 && !contains(var.edge.operator_cidrs, "0.0.0.0/0")
    error_message = "edge.operator_cidrs must be at most four networks of the agency."
  }
}

variable "github" {
  description = "Where the deployment runs: repository (owner/name), branch, environment with reviewers, state_bucket (the one of env/*.s3.tfbackend), provider_arn if the account has GitHub's OIDC provider already. null: no roles for GitHub."
  type = object({
    repository   = string
    branch       = optional(string, "main")
    environment  = optional(string, "production")
    state_bucket = string
    provider_arn = optional(string)
  })
  default = null

  validation {
    condition     = var.github == null ? true : can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github.repository))
    error_message = "github.repository must be owner/name."
  }
}

variable "alarm_emails" {
  description = "Addresses that get the alarms."
  type        = set(string)
  default     = []
}

variable "service_secrets_version" {
  description = "Raise it by one to make the services' secrets anew (sessions end, ADMIN_TOKEN and the databases' passwords change): then deploy, so that pods read them."
  type        = number
  default     = 1
}

variable "make_secrets" {
  description = "Let AWS make the secrets that given_secrets leaves out."
  type        = bool
  default     = true
}

variable "given_secrets" {
  description = "Secrets of the services that are not to be made, for example because they were taken over with a database: <service>/AUTH_SECRET, <service>/ADMIN_TOKEN, <service>/PASSWORD, management/PEER_KEY. Given as TF_VAR_given_secrets; in no plan and no state."
  type        = map(string)
  default     = {}
  sensitive   = true
  ephemeral   = true
}
