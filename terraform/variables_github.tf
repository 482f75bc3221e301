# Where the deployment runs. There is one variable per setting, so that a later file only changes what it names.

variable "github_repository" {
  description = "GitHub repository whose workflows build and deploy: owner/name, in GitHub's spelling (AWS is case-sensitive). null: no roles for GitHub."
  type        = string
  default     = null

  validation {
    condition     = var.github_repository == null || can(regex("^[A-Za-z0-9_-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "github_repository must be owner/name, without the numbers: those are github_owner_id and github_repository_id."
  }
}

variable "github_owner_id" {
  description = "Number of the repository's owner: gh api repos/OWNER/NAME --jq .owner.id. Required if the repository was created, renamed or moved since 2026-07-15, because GitHub then identifies it by numbers."
  type        = string
  default     = null

  validation {
    condition     = var.github_owner_id == null || can(regex("^[1-9][0-9]*$", var.github_owner_id))
    error_message = "github_owner_id must be digits."
  }

  validation {
    condition     = (var.github_owner_id == null) == (var.github_repository_id == null)
    error_message = "github_owner_id and github_repository_id are given together."
  }
}

variable "github_repository_id" {
  description = "Number of the repository: gh api repos/OWNER/NAME --jq .id. With it, a stranger who takes over an abandoned name gets no role."
  type        = string
  default     = null

  validation {
    condition     = var.github_repository_id == null || can(regex("^[1-9][0-9]*$", var.github_repository_id))
    error_message = "github_repository_id must be digits."
  }
}

variable "github_branch" {
  description = "Branch to build and deploy. .github/workflows/delivery.yml names it too."
  type        = string
  default     = "main"

  validation {
    condition     = can(regex("^[A-Za-z0-9._/-]+$", var.github_branch))
    error_message = "github_branch must be the name of a branch, without refs/heads/."
  }
}

variable "github_environment" {
  description = "Environment of the repository whose reviewers approve a deployment."
  type        = string
  default     = "production"

  validation {
    # GitHub writes a colon there as %3A, and IAM reads $ { } as a variable.
    condition     = can(regex("^[^:$%]+$", var.github_environment))
    error_message = "github_environment must be the name of an environment, without : $ %."
  }
}

variable "github_state_bucket" {
  description = "Bucket of the remote state (STATE_BUCKET). Required with github_repository."
  type        = string
  default     = null

  validation {
    condition     = var.github_repository == null || var.github_state_bucket != null
    error_message = "github_state_bucket must be given with github_repository."
  }
}

variable "github_provider_arn" {
  description = "The account's OIDC provider for GitHub, if another project has already created it (an account can only have one)."
  type        = string
  default     = null
}

variable "github_runner" {
  description = "Whether the deploy job runs on a runner inside the VPC: creates its security group, and admits it to the cluster's API (docs/delivery.md)."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.github_runner || var.github_repository != null
    error_message = "github_runner is of use with github_repository only."
  }
}
