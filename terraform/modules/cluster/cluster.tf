# EKS Auto Mode: AWS runs the nodes, the network plug-in, the Pod Identity agent and the load balancer controller. It costs an eighth
# more than the bare instances, and saves an agency without a Kubernetes team from maintaining all of them (docs/adr/0011).
resource "aws_eks_cluster" "this" {
  name     = var.name
  version  = var.kubernetes_version
  role_arn = aws_iam_role.cluster.arn

  # Auto Mode brings its own; the others are add-ons (addons.tf).
  bootstrap_self_managed_addons = false
  enabled_cluster_log_types     = ["api", "audit", "authenticator", "controllerManager", "scheduler"]

  compute_config {
    enabled       = true
    node_pools    = ["general-purpose", "system"]
    node_role_arn = aws_iam_role.node.arn
  }

  kubernetes_network_config {
    elastic_load_balancing {
      enabled = true
    }
  }

  storage_config {
    block_storage {
      enabled = true
    }
  }

  # Access entries here define who may do what, not the cluster itself, and its creator gets no special rights.
  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = false
  }

  vpc_config {
    subnet_ids              = var.subnet_ids
    endpoint_private_access = true
    endpoint_public_access  = length(var.public_access_cidrs) > 0
    public_access_cidrs     = length(var.public_access_cidrs) > 0 ? var.public_access_cidrs : null
  }

  # Encrypts Kubernetes' own secrets before they are written to its store.
  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = module.key.arn
    }
  }

  # At the end of standard support EKS upgrades the cluster, instead of charging six times as much.
  upgrade_policy {
    support_type = "STANDARD"
  }

  depends_on = [
    aws_cloudwatch_log_group.control_plane,
    aws_iam_role_policy_attachment.cluster,
    aws_iam_role_policy_attachment.node,
  ]
}

# Created before the cluster, because EKS would create one that is kept forever.
resource "aws_cloudwatch_log_group" "control_plane" {
  name              = "/aws/eks/${var.name}/cluster"
  retention_in_days = var.log_retention_days
}

module "key" {
  source = "../key"

  account     = var.account
  alias       = "${var.name}-cluster"
  description = "Secrets of the Kubernetes cluster ${var.name}"
}
