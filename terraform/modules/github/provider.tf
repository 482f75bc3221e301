# GitHub states which workflow is running; AWS trusts that for the repository and the branch or environment named here. No key is stored
# anywhere.
resource "aws_iam_openid_connect_provider" "github" {
  count = var.provider_arn == null ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  issuer       = "token.actions.githubusercontent.com"
  provider_arn = var.provider_arn != null ? var.provider_arn : one(aws_iam_openid_connect_provider.github[*].arn)

  # Which workflow run may take which role: the main branch's build, its plan, and what a reviewer of the environment has approved. A pull
  # request gets no role, because it runs against the emulator.
  branch = "refs/heads/${var.branch}"
  places = {
    images = "ref:${local.branch}"
    plan   = "ref:${local.branch}"
    deploy = "environment:${var.environment}"
  }

  # As long as the job may take (timeout-minutes in delivery.yml); IAM requires at least an hour.
  session_seconds = { images = 3600, plan = 3600, deploy = 4500 }

  # GitHub identifies a repository by name, or by name and number; GitHub decides which (by number if it was created, renamed or moved since
  # 2026-07-15), or the owner does. Anyone can register an abandoned name, but not a number: once the numbers are known, the name alone is
  # only trusted together with the repository's number.
  by_number = var.repository_id == null ? null : format("%s@%s/%s@%s", split("/", var.repository)[0], var.owner_id, split("/", var.repository)[1], var.repository_id)
  names = concat(
    [{ sid = "ByName", subject = "repo:${var.repository}", claims = local.by_number == null ? {} : { repository_id = var.repository_id } }],
    local.by_number == null ? [] : [{ sid = "ByNumber", subject = "repo:${local.by_number}", claims = {} }],
  )

  # An environment's subject does not contain the branch.
  place_claims = { images = {}, plan = {}, deploy = { ref = local.branch } }
}

resource "aws_iam_role" "this" {
  for_each = local.places

  name                 = "Enterwait-GitHub-${each.key}"
  max_session_duration = local.session_seconds[each.key]

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for name in local.names : {
      Sid       = name.sid
      Effect    = "Allow"
      Principal = { Federated = local.provider_arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          for claim, value in merge({ aud = "sts.amazonaws.com", sub = "${name.subject}:${each.value}" }, name.claims, local.place_claims[each.key]) :
          "${local.issuer}:${claim}" => value
        }
      }
    }]
  })
}
