terraform {
  required_version = "~> 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
      # aws.global: us-east-1, where Route 53 keeps its metrics.
      configuration_aliases = [aws.global]
    }
  }
}
