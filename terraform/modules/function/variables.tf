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
  description = "Longest run of one batch. The queue it consumes must hide messages six times as long."
  type        = number
}

variable "reserved_concurrency" {
  description = "Concurrent runs kept for this function and allowed to it. -1: neither kept nor limited."
  type        = number
  default     = -1
}

variable "environment" {
  description = "Environment of the function. No secrets: it can be read by whoever may describe the function."
  type        = map(string)
  default     = {}
}

variable "log_retention_days" {
  description = "Days the log is kept."
  type        = number
}

variable "statements" {
  description = "What the function may do, beyond writing its own log."
  type = list(object({
    sid       = string
    actions   = list(string)
    resources = list(string)
    condition = optional(map(map(list(string))))
  }))
  default = []
}

variable "queue" {
  description = "SQS queue that feeds the function. maximum_concurrency (2 to 1000): most batches at once; null: as many as AWS likes."
  type = object({
    arn                 = string
    batch_size          = number
    maximum_concurrency = optional(number)
  })
  default = null
}

variable "stream" {
  description = "DynamoDB stream that feeds the function. filter: pattern of the records it sees, as JSON. on_failure_arn: queue told of records it gave up."
  type = object({
    arn            = string
    batch_size     = number
    filter         = string
    on_failure_arn = string
  })
  default = null
}

variable "vpc" {
  description = "Where in a VPC the function runs; null: outside. The account is there to name the function before it stands."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
    partition          = string
    region             = string
    account_id         = string
  })
  default = null
}
