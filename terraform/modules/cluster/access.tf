# Who may do what in the cluster. EKS adds Auto Mode's nodes itself.

resource "aws_eks_access_entry" "this" {
  for_each = var.access

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = each.value.role_arn
}

resource "aws_eks_access_policy_association" "this" {
  for_each = var.access

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = each.value.role_arn
  policy_arn    = "arn:${var.account.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  # Everything, but only inside its namespace if one is named: a chart brings kinds of its own, which the smaller policies leave out.
  access_scope {
    type       = each.value.namespace == null ? "cluster" : "namespace"
    namespaces = each.value.namespace == null ? null : [each.value.namespace]
  }

  depends_on = [aws_eks_access_entry.this]
}
