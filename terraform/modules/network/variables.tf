variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "account" {
  description = "Account and region of the network; ARNs are built from them."
  type = object({
    partition = string
    region    = string
    id        = string
  })
}

variable "cidr" {
  description = "Address range of the VPC, a /16."
  type        = string
}

variable "zones" {
  description = "The three availability zones."
  type        = list(string)
}

variable "nat_gateways" {
  description = "1: one for all zones; 3: one in each zone."
  type        = number
}

variable "interface_endpoints" {
  description = "AWS services reached without NAT, as in com.amazonaws.<region>.<service>."
  type        = set(string)
}

variable "runner_role_arn" {
  description = "Role that a GitHub runner inside the VPC takes with its token; null: there is no such runner."
  type        = string
}

variable "log_retention_days" {
  description = "How many days the flow log is kept."
  type        = number
}
