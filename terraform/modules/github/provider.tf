# GitHub says who its workflow is; AWS believes it for the repository and the place named here. No key is kept anywhere.
resource "aws_iam_openid_connect_provider" "github" {
  count = var.provider_arn == null ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  issuer       = "token.actions.githubusercontent.com"
  provider_arn = var.provider_arn != null ? var.provider_arn : one(aws_iam_openid_connect_provider.github[*].arn)

  # Which run of a workflow may become which role: the build of the main branch, the plan of it, and what a reviewer of the
  # environment has approved. A pull request becomes none: it runs against the emulator.
  subjects = {
    images = "repo:${var.repository}:ref:refs/heads/${var.branch}"
    plan   = "repo:${var.repository}:ref:refs/heads/${var.branch}"
    deploy = "repo:${var.repository}:environment:${var.environment}"
  }
}

resource "aws_iam_role" "this" {
  for_each = local.subjects

  name                 = "Enterwait-GitHub-${each.key}"
  max_session_duration = 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = local.provider_arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = each.value
        }
      }
    }]
  })
}
