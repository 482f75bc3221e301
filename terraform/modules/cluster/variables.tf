variable "name" {
  description = "Name of the cluster."
  type        = string
}

variable "account" {
  description = "Where the cluster runs; ARNs are built from it."
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
  description = "Private subnets of the nodes and of the control plane's own interfaces."
  type        = list(string)
}

variable "public_access_cidrs" {
  description = "Addresses from which the API can be reached from outside; empty: only from inside the VPC."
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
  description = "Roles of people and of the deployment that may work in the cluster; in one namespace, or everywhere where it is null. The keys are only names."
  type = map(object({
    role_arn  = string
    namespace = optional(string)
  }))
}

variable "addons" {
  description = "EKS add-ons by name; version and configuration null: those of addons.tf, or where it has none what EKS takes by default."
  type = map(object({
    version       = optional(string)
    configuration = optional(string)
  }))
}

variable "container_insights" {
  description = "Figures of every container and node as metrics of CloudWatch."
  type        = bool
}

variable "log_retention_days" {
  description = "Days the control plane's logs are kept."
  type        = number
}
