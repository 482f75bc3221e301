terraform {
  # 1.11 is the first version with write-only arguments, which keep the signing secret out of the state.
  required_version = "~> 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

# Nothing about an emulator is here: tflocal overrides this block with its endpoints.
provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Project   = "enterwait"
      ManagedBy = "terraform"
    }
  }
}

# Route 53 keeps its health checks' metrics there, and an alarm must be where its metrics are (modules/alarms/outside.tf).
provider "aws" {
  alias  = "global"
  region = "us-east-1"

  default_tags {
    tags = {
      Project   = "enterwait"
      ManagedBy = "terraform"
    }
  }
}
