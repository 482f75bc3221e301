# What runs in every cluster besides Auto Mode's own parts. Versions are raised by hand, once `aws eks describe-addon-versions` lists them
# for the cluster's Kubernetes (docs/aws.md): EKS's default version can change between two applies, and version 5.0 of the observability
# add-on began to put a container of its own into every pod.
locals {
  addon_versions = {
    amazon-cloudwatch-observability       = "v6.6.0-eksbuild.1"
    aws-secrets-store-csi-driver-provider = "v3.1.3-eksbuild.1"
    metrics-server                        = "v0.9.0-eksbuild.5"
  }

  # Only the pods' logs unless more is asked for: Application Signals would put its container into our pods and send traces, and the rest
  # is for kinds of machines that are not here.
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

# Created before the add-on, which would keep its groups forever, and may not create them anyway.
resource "aws_cloudwatch_log_group" "pods" {
  for_each = toset(["application", "dataplane", "host", "performance"])

  name              = "/aws/containerinsights/${var.name}/${each.key}"
  retention_in_days = var.log_retention_days
}

# The agent and Fluent Bit, which ships the logs, both run under this service account. The add-on that provides secrets calls AWS with the
# identity of the pod that mounts one, and metrics-server only calls the cluster, so neither needs a role.
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

# Much less than AWS's CloudWatchAgentServerPolicy, which allows every log group, every metric, traces and parameters.
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
      # Finds out which disk belongs to what. Neither call supports resources.
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
