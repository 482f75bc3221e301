output "name" {
  description = "Name of the cluster."
  value       = aws_eks_cluster.this.name
}

output "security_group_id" {
  description = "Security group of the nodes and of every pod on them."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

output "log_groups" {
  description = "Log groups of the pods (application) and the nodes, by content."
  value       = { for key, group in aws_cloudwatch_log_group.pods : key => group.name }
}

output "role_arns" {
  description = "ARN of each service account's role."
  value       = { for name, role in aws_iam_role.pod : name => role.arn }
}

output "settings" {
  description = "Asserted by the tests."
  value = {
    version          = aws_eks_cluster.this.version
    logs             = aws_eks_cluster.this.enabled_cluster_log_types
    encrypted        = aws_eks_cluster.this.encryption_config[0].resources
    private_endpoint = aws_eks_cluster.this.vpc_config[0].endpoint_private_access
    public_endpoint  = aws_eks_cluster.this.vpc_config[0].endpoint_public_access
    public_cidrs     = aws_eks_cluster.this.vpc_config[0].public_access_cidrs
    subnet_ids       = aws_eks_cluster.this.vpc_config[0].subnet_ids
    authentication   = aws_eks_cluster.this.access_config[0].authentication_mode
    access           = { for name, entry in aws_eks_access_policy_association.this : name => entry.access_scope[0] }
    statements = {
      for name, policy in aws_iam_role_policy.pod :
      name => { for statement in jsondecode(policy.policy).Statement : statement.Sid => statement }
    }
    observability = {
      statements  = { for statement in jsondecode(aws_iam_role_policy.observability.policy).Statement : statement.Sid => statement }
      trust       = one(jsondecode(aws_iam_role.observability.assume_role_policy).Statement).Condition.StringEquals
      association = "${aws_eks_pod_identity_association.observability.namespace}/${aws_eks_pod_identity_association.observability.service_account}"
      groups      = { for key, group in aws_cloudwatch_log_group.pods : group.name => group.retention_in_days }
    }
    addons = { for name, addon in aws_eks_addon.this : name => {
      version       = addon.addon_version
      configuration = try(jsondecode(addon.configuration_values), null)
    } }
    trusts = { for name, role in aws_iam_role.pod : name => jsondecode(role.assume_role_policy).Statement }
  }
}
