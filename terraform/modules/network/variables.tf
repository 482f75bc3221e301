variable "name" {
  description = "Beginning of every name."
  type        = string
}

variable "account" {
  description = "Where the network lies; ARNs are built from it."
  type = object({
    partition = string
    region    = string
    id        = string
  })
}

variable "cidr" {
  description = "Addresses of the VPC, a /16."
  type        = string
}

variable "zones" {
  description = "The three availability zones."
  type        = list(string)
}

variable "nat_gateways" {
  description = "1: one for all zones; 3: one in each."
  type        = number
}

variable "interface_endpoints" {
  description = "AWS services reached without NAT, as in com.amazonaws.<region>.<service>."
  type        = set(string)
}

variable "runner_role_arn" {
  description = "Role that a runner of GitHub inside the VPC takes by its token; null: there is no such runner."
  type        = string
}

variable "log_retention_days" {
  description = "Days the flow log is kept."
  type        = number
}
