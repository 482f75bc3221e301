variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "account" {
  description = "Account and region; ARNs are built from them."
  type = object({
    partition = string
    region    = string
    id        = string
  })
}

variable "ports" {
  description = "Port of each service's pods."
  type        = map(number)
}

variable "hosts" {
  description = "Public host name of each service."
  type        = map(string)
}

variable "internal_domain" {
  description = "Domain of the names inside the VPC; each system's name is <system>.<internal_domain>."
  type        = string
}

variable "dns_zone_id" {
  description = "Public Route 53 zone that holds the names; empty: the zone is elsewhere, and people enter the records."
  type        = string
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "public_subnet_ids" {
  description = "Subnets of the public load balancer."
  type        = list(string)
}

variable "internal_subnet_ids" {
  description = "Subnets that contain only the internal load balancer."
  type        = list(string)
}

variable "pod_security_group_id" {
  description = "Security group of the pods."
  type        = string
}

variable "delivery_security_group_id" {
  description = "Security group of the delivering functions."
  type        = string
}

variable "cluster_name" {
  description = "Cluster whose pods become targets."
  type        = string
}

variable "public_cidrs" {
  description = "Networks that may reach the public load balancer."
  type        = set(string)
}

variable "operator_cidrs" {
  description = "Networks that may reach the operators' system, at most four; empty: it cannot be reached from outside."
  type        = list(string)
}

variable "firewall" {
  description = "Put AWS WAF before the public load balancer."
  type        = bool
}

variable "access_log_days" {
  description = "How many days the access logs are kept."
  type        = number
}

variable "deletion_protection" {
  description = "Refuse to delete the load balancers, and a bucket that contains logs."
  type        = bool
}
