terraform {
  # 1.11 is the first version with write-only arguments, which keep the values out of plan and state.
  required_version = "~> 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = var.region
}

# Generates random values and nothing permanent (modules/password). Separate, because `terraform test` cannot mock it.
provider "aws" {
  alias  = "random"
  region = var.region
}
