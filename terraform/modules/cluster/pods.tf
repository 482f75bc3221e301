# One role per service account: Pod Identity gives a pod its own short-lived credentials, and no key exists anywhere.

resource "aws_iam_role" "pod" {
  for_each = var.service_accounts

  name = "Enterwait-Pod-${each.key}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "pods.eks.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Condition = {
        StringEquals = {
          "aws:RequestTag/eks-cluster-name"           = var.name
          "aws:RequestTag/kubernetes-namespace"       = var.namespace
          "aws:RequestTag/kubernetes-service-account" = each.key
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "pod" {
  for_each = var.service_accounts

  name = each.key
  role = aws_iam_role.pod[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for statement in each.value : merge(
        {
          Sid      = statement.sid
          Effect   = "Allow"
          Action   = statement.actions
          Resource = statement.resources
        },
        statement.condition == null ? {} : { Condition = statement.condition },
      )
    ]
  })
}

resource "aws_eks_pod_identity_association" "this" {
  for_each = var.service_accounts

  cluster_name    = aws_eks_cluster.this.name
  namespace       = var.namespace
  service_account = each.key
  role_arn        = aws_iam_role.pod[each.key].arn
}
