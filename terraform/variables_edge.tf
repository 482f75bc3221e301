variable "public_cidrs" {
  description = "Networks that may reach the public load balancer."
  type        = set(string)
  default     = ["0.0.0.0/0"]
  nullable    = false
}

variable "operator_cidrs" {
  description = "Networks that may reach the operators' system, at most four; empty: it can only be reached through the cluster."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.operator_cidrs) <= 4 && !contains(var.operator_cidrs, "0.0.0.0/0")
    error_message = "operator_cidrs must be at most four networks of the agency."
  }
}

variable "firewall" {
  description = "Put AWS WAF before the public load balancer."
  type        = bool
  default     = false
  nullable    = false
}

variable "access_log_days" {
  description = "How many days the load balancers' logs are kept."
  type        = number
  default     = 365
  nullable    = false
}
