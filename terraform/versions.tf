terraform {
  # 1.11: the first with write-only arguments, which keep the signing secret out of the state.
  required_version = "~> 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

# Nothing about an emulator stands here: tflocal lays its endpoints over this block.
provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Project   = "enterwait"
      ManagedBy = "terraform"
    }
  }
}

# Route 53 keeps the figures of its health checks there, and an alarm stands where its figures are (modules/alarms/outside.tf).
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
