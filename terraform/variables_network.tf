variable "network_cidr" {
  description = "Address range of the VPC, a /16."
  type        = string
  default     = "10.20.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrhost(var.network_cidr, 0)) && endswith(var.network_cidr, "/16")
    error_message = "network_cidr must be a /16."
  }
}

variable "nat_gateways" {
  description = "1 for all zones, or 3, one in each zone."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains([1, 3], var.nat_gateways)
    error_message = "nat_gateways must be 1 or 3."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached without NAT: see modules/network/endpoints.tf."
  type        = set(string)
  default     = ["sqs"]
  nullable    = false

  validation {
    # Without this endpoint pods would need addresses outside the VPC, which the chart's NetworkPolicy does not allow.
    condition     = contains(var.interface_endpoints, "sqs")
    error_message = "interface_endpoints must hold sqs: the pods reach the queues by no other way."
  }
}
