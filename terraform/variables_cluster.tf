variable "kubernetes_version" {
  description = "A minor version in EKS's standard support."
  type        = string
  default     = "1.36"
  nullable    = false

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "kubernetes_version must look like 1.36."
  }
}

variable "cluster_public_access_cidrs" {
  description = "Networks outside the VPC that may reach the cluster's API (the agency's); empty: none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.cluster_public_access_cidrs : can(cidrhost(cidr, 0)) && tonumber(split("/", cidr)[1]) >= 8])
    error_message = "cluster_public_access_cidrs must be addresses of the agency, not the whole internet."
  }
}

variable "cluster_admin_role_arns" {
  description = "Roles of the people who run the cluster."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "cluster_addons" {
  description = "EKS add-ons, each with the version of modules/cluster/addons.tf or another one."
  type        = map(object({ version = optional(string), configuration = optional(string) }))
  nullable    = false

  default = {
    amazon-cloudwatch-observability       = {}
    aws-secrets-store-csi-driver-provider = {}
    metrics-server                        = {}
  }
}

variable "container_insights" {
  description = "Metrics of every container in CloudWatch: expensive, and watched by no alarm."
  type        = bool
  default     = false
  nullable    = false
}
