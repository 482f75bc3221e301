output "name" {
  description = "Name of the cluster."
  value       = aws_eks_cluster.this.name
}

output "security_group_id" {
  description = "Security group of the nodes and of every pod on them."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

output "role_arns" {
  description = "ARN of the role of each service account."
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
    addons = { for name, addon in aws_eks_addon.this : name => {
      version       = addon.addon_version
      configuration = try(jsondecode(addon.configuration_values), null)
    } }
    trusts = { for name, role in aws_iam_role.pod : name => jsondecode(role.assume_role_policy).Statement }
  }
}
