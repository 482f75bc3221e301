terraform {
  # 1.11: the first with write-only arguments, which keep the values out of plan and state.
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

# Makes random values and nothing that stays (modules/password). Apart, because the stand-in of `terraform test` cannot take its place.
provider "aws" {
  alias  = "random"
  region = var.region
}
