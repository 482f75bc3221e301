variable "public_cidrs" {
  description = "Who may reach the public load balancer."
  type        = set(string)
  default     = ["0.0.0.0/0"]
  nullable    = false
}

variable "operator_cidrs" {
  description = "From where the operators' system is reached, at most four networks; empty: from nowhere outside the cluster."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.operator_cidrs) <= 4 && !contains(var.operator_cidrs, "0.0.0.0/0")
    error_message = "operator_cidrs must be at most four networks of the agency."
  }
}

variable "firewall" {
  description = "AWS WAF before the public load balancer."
  type        = bool
  default     = false
  nullable    = false
}

variable "access_log_days" {
  description = "Days the load balancers' logs are kept."
  type        = number
  default     = 365
  nullable    = false
}
