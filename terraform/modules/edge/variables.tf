variable "name" {
  description = "Beginning of every name."
  type        = string
}

variable "account" {
  description = "Where it stands; ARNs are built from it."
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
  description = "Host name of each service for people."
  type        = map(string)
}

variable "internal_domain" {
  description = "Domain of the names inside the VPC; each system is <system>.<internal_domain>."
  type        = string
}

variable "dns_zone_id" {
  description = "Public zone in Route 53 that holds the names; empty: it is elsewhere, and people enter the records."
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
  description = "Subnets of the internal load balancer, and of nothing else."
  type        = list(string)
}

variable "pod_security_group_id" {
  description = "Security group of the pods."
  type        = string
}

variable "delivery_security_group_id" {
  description = "Security group of the functions that deliver."
  type        = string
}

variable "cluster_name" {
  description = "Cluster whose pods become targets."
  type        = string
}

variable "public_cidrs" {
  description = "Addresses that may reach the public load balancer."
  type        = set(string)
}

variable "operator_cidrs" {
  description = "Addresses from which the operators' system is reached, at most four; empty: from nowhere outside."
  type        = list(string)
}

variable "firewall" {
  description = "Put AWS WAF before the public load balancer."
  type        = bool
}

variable "access_log_days" {
  description = "Days the access logs are kept."
  type        = number
}

variable "deletion_protection" {
  description = "Refuse to delete the load balancers, and a bucket with logs in it."
  type        = bool
}
