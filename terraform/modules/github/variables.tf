variable "repository" {
  description = "owner/name on GitHub."
  type        = string
}

variable "owner_id" {
  description = "Number of the repository's owner, or null."
  type        = string
}

variable "repository_id" {
  description = "Number of the repository, or null."
  type        = string
}

variable "branch" {
  description = "Branch to build and deploy."
  type        = string
}

variable "environment" {
  description = "Environment of the repository; its reviewers approve a deployment."
  type        = string
}

variable "provider_arn" {
  description = "The account's OIDC provider for GitHub, if another project has already created it (an account can only have one)."
  type        = string
}

variable "account" {
  description = "Account and region of the roles."
  type = object({
    partition = string
    region    = string
    id        = string
  })
}

variable "state_bucket" {
  description = "Bucket of the remote state."
  type        = string
}

variable "log_bucket_arn" {
  description = "Bucket of the load balancers' logs."
  type        = string
}

variable "repository_arns" {
  description = "The image repositories."
  type        = list(string)
}

variable "queue_arns" {
  description = "The queues, including the dead-letter queues."
  type        = list(string)
}

variable "function_names" {
  description = "The functions."
  type        = list(string)
}

variable "event_bus_name" {
  description = "The bus."
  type        = string
}

variable "cluster_name" {
  description = "The cluster."
  type        = string
}
