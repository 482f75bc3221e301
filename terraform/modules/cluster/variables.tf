variable "name" {
  description = "Name of the cluster."
  type        = string
}

variable "account" {
  description = "Account and region of the cluster; ARNs are built from them."
  type = object({
    partition = string
    region    = string
    id        = string
  })
}

variable "kubernetes_version" {
  description = "A minor version in standard support."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets for the nodes and the control plane's own interfaces."
  type        = list(string)
}

variable "public_access_cidrs" {
  description = "Networks outside the VPC that may reach the API; empty: only the VPC may."
  type        = list(string)
}

variable "namespace" {
  description = "Namespace of the services."
  type        = string
}

variable "service_accounts" {
  description = "What the pods of each service account may do."
  type = map(list(object({
    sid       = string
    actions   = list(string)
    resources = list(string)
    condition = optional(map(map(list(string))))
  })))
}

variable "access" {
  description = "Roles of people and of the deployment that may work in the cluster: in one namespace, or everywhere if it is null. The keys are only names."
  type = map(object({
    role_arn  = string
    namespace = optional(string)
  }))
}

variable "addons" {
  description = "EKS add-ons by name. If version or configuration is null, the one in addons.tf applies, or EKS's default if there is none."
  type = map(object({
    version       = optional(string)
    configuration = optional(string)
  }))
}

variable "container_insights" {
  description = "Publish CloudWatch metrics of every container and node."
  type        = bool
}

variable "log_retention_days" {
  description = "How many days the control plane's logs are kept."
  type        = number
}
