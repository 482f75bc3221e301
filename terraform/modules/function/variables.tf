variable "name" {
  description = "Name of the function; its role and log group are named after it."
  type        = string
}

variable "zip" {
  description = "Path of the zip: one index.mjs with everything bundled."
  type        = string
}

variable "architecture" {
  description = "x86_64 or arm64."
  type        = string
  default     = "x86_64"
}

variable "memory_mb" {
  description = "Memory in MB; the share of CPU grows with it."
  type        = number
  default     = 512
}

variable "timeout_seconds" {
  description = "Maximum time for one batch. The queue it consumes must hide messages six times as long."
  type        = number
}

variable "reserved_concurrency" {
  description = "Concurrent runs reserved for this function, which is also its limit. -1: neither reserved nor limited."
  type        = number
  default     = -1
}

variable "environment" {
  description = "Environment of the function. It must not contain secrets, because anyone who may describe the function can read it."
  type        = map(string)
  default     = {}
}

variable "log_retention_days" {
  description = "How many days the log is kept."
  type        = number
}

variable "statements" {
  description = "What the function may do besides writing its own log."
  type = list(object({
    sid       = string
    actions   = list(string)
    resources = list(string)
    condition = optional(map(map(list(string))))
  }))
  default = []
}

variable "queue" {
  description = "SQS queue that feeds the function. maximum_concurrency (2 to 1000): concurrent batches; null: no limit."
  type = object({
    arn                 = string
    batch_size          = number
    maximum_concurrency = optional(number)
  })
  default = null
}

variable "stream" {
  description = "DynamoDB stream that feeds the function. filter: pattern of the records it sees, as JSON. on_failure_arn: queue that is notified of abandoned records."
  type = object({
    arn            = string
    batch_size     = number
    filter         = string
    on_failure_arn = string
  })
  default = null
}

variable "vpc" {
  description = "Where in a VPC the function runs; null: outside. The account serves to name the function before it exists."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
    partition          = string
    region             = string
    account_id         = string
  })
  default = null
}
