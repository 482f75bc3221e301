variable "region" {
  description = "AWS region."
  type        = string
  default     = "ap-northeast-2"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[1-9]$", var.region))
    error_message = "region must look like ap-northeast-2."
  }
}

variable "emulated" {
  description = "Whether the target is LocalStack or MiniStack, where plain http is allowed and everything can be deleted at once."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Refuse to delete the tables. Default: on in AWS, off on an emulator."
  type        = bool
  default     = null
}

variable "lambda_dir" {
  description = "Folder of the zips; each is named after its function."
  type        = string
  default     = "../dist/lambdas"
}

variable "architecture" {
  description = "Processor of the functions: x86_64 or arm64 (cheaper in AWS; the bundles are plain JavaScript and run on both)."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "architecture must be x86_64 or arm64."
  }
}

variable "log_retention_days" {
  description = "How many days the functions' logs are kept."
  type        = number
  default     = 30

  validation {
    condition = contains([
      1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ], var.log_retention_days)
    error_message = "log_retention_days must be one of the periods CloudWatch Logs offers: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365 …"
  }
}

variable "log_level" {
  description = "Log level of the functions."
  type        = string
  default     = "INFO"

  validation {
    condition     = contains(["DEBUG", "INFO", "WARN", "ERROR"], var.log_level)
    error_message = "log_level must be DEBUG, INFO, WARN or ERROR."
  }
}
