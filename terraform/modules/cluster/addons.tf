# What runs in every cluster besides Auto Mode's own parts. A version is raised by hand, after `aws eks describe-addon-versions` has named it for the
# cluster's Kubernetes (docs/aws.md): whatever EKS takes by default changes between two applies, and 5.0 of the observability add-on began to put a container
# of its own into every pod.
locals {
  addon_versions = {
    amazon-cloudwatch-observability       = "v6.6.0-eksbuild.1"
    aws-secrets-store-csi-driver-provider = "v3.1.3-eksbuild.1"
    metrics-server                        = "v0.9.0-eksbuild.5"
  }

  # The logs of the pods, and nothing else unless it is asked for: Application Signals would put its container into our pods and send traces, the rest is
  # for machines that are not here.
  addon_configuration = {
    amazon-cloudwatch-observability = jsonencode({
      applicationSignals    = { enabled = false }
      manager               = { applicationSignals = { autoMonitor = { monitorAllServices = false } } }
      containerLogs         = { enabled = true }
      containerInsights     = { enabled = var.container_insights }
      otelContainerInsights = { enabled = false }
      dcgmExporter          = { enabled = false }
      neuronMonitor         = { enabled = false }
    })
    aws-secrets-store-csi-driver-provider = local.secrets_rotation
  }
}

resource "aws_eks_addon" "this" {
  for_each = var.addons

  cluster_name  = aws_eks_cluster.this.name
  addon_name    = each.key
  addon_version = each.value.version != null ? each.value.version : lookup(local.addon_versions, each.key, null)

  configuration_values        = each.value.configuration != null ? each.value.configuration : lookup(local.addon_configuration, each.key, null)
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  # A pod gets its identity when it starts.
  depends_on = [aws_eks_pod_identity_association.observability, aws_iam_role_policy.observability, aws_cloudwatch_log_group.pods]
}

# Made before the add-on: it would make them to be kept for ever, and is not allowed to.
resource "aws_cloudwatch_log_group" "pods" {
  for_each = toset(["application", "dataplane", "host", "performance"])

  name              = "/aws/containerinsights/${var.name}/${each.key}"
  retention_in_days = var.log_retention_days
}

# The agent and Fluent Bit, which brings the logs, both run under this one service account. The add-on that provides secrets asks AWS by the identity of the
# pod that mounts one, and metrics-server asks nobody but the cluster: neither has a role.
locals {
  observability = { namespace = "amazon-cloudwatch", service_account = "cloudwatch-agent" }
}

resource "aws_iam_role" "observability" {
  name = "Enterwait-Pod-observability"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "pods.eks.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Condition = {
        StringEquals = {
          "aws:RequestTag/eks-cluster-name"           = var.name
          "aws:RequestTag/kubernetes-namespace"       = local.observability.namespace
          "aws:RequestTag/kubernetes-service-account" = local.observability.service_account
        }
      }
    }]
  })
}

# Much less than AWS' CloudWatchAgentServerPolicy, which lets in every group, every metric, traces and parameters.
resource "aws_iam_role_policy" "observability" {
  name = "observability"
  role = aws_iam_role.observability.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid      = "WriteLogsOfPods"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = [for group in keys(aws_cloudwatch_log_group.pods) : "arn:${var.account.partition}:logs:${var.account.region}:${var.account.id}:log-group:/aws/containerinsights/${var.name}/${group}:*"]
      }],
      # Which disk is whose. Neither call knows resources.
      var.container_insights ? [{
        Sid      = "LookAtMachines"
        Effect   = "Allow"
        Action   = ["ec2:DescribeTags", "ec2:DescribeVolumes"]
        Resource = ["*"]
      }] : [],
    )
  })
}

resource "aws_eks_pod_identity_association" "observability" {
  cluster_name    = aws_eks_cluster.this.name
  namespace       = local.observability.namespace
  service_account = local.observability.service_account
  role_arn        = aws_iam_role.observability.arn
}
