locals {
  arn = {
    for service in ["ecr", "lambda", "logs", "sqs", "events", "dynamodb", "rds", "eks", "elasticloadbalancing", "sns", "cloudwatch", "secretsmanager", "iam"] :
    service => "arn:${var.account.partition}:${service}:${service == "iam" ? "" : var.account.region}:${var.account.id}"
  }

  statements = {
    images = [
      {
        Sid    = "LogIn"
        Effect = "Allow"
        Action = ["ecr:GetAuthorizationToken"]
        # The action supports no resource: the token says who is calling, not for what.
        Resource = ["*"]
      },
      {
        Sid    = "PushAndLookAtOwnImages"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:CompleteLayerUpload",
          "ecr:DescribeImageScanFindings",
          "ecr:DescribeImages",
          "ecr:GetDownloadUrlForLayer",
          "ecr:InitiateLayerUpload",
          "ecr:PutImage",
          "ecr:UploadLayerPart",
        ]
        Resource = var.repository_arns
      },
    ]

    plan = concat(local.look, local.use_state)

    # Everyday changes: code and settings of the functions, the alarms, the settings of queues and rules, the release in the cluster.
    # A person applies anything that creates or changes identities, keys, networks, databases or the cluster itself: a workflow that may
    # write IAM policies could do everything, whatever else its own policy says.
    deploy = concat(local.look_after_change, local.use_state, local.write_state, [
      {
        Sid    = "UpdateFunctions"
        Effect = "Allow"
        Action = [
          "lambda:UpdateFunctionCode",
          "lambda:UpdateFunctionConfiguration",
        ]
        Resource = [for name in var.function_names : "${local.arn.lambda}:function:${name}"]
      },
      {
        Sid    = "UpdateEventSources"
        Effect = "Allow"
        Action = ["lambda:UpdateEventSourceMapping"]
        # AWS makes up a mapping's id, so the condition limits this to our functions.
        Resource  = ["${local.arn.lambda}:event-source-mapping:*"]
        Condition = { ArnEquals = { "lambda:FunctionArn" = [for name in var.function_names : "${local.arn.lambda}:function:${name}"] } }
      },
      {
        Sid      = "SetQueues"
        Effect   = "Allow"
        Action   = ["sqs:SetQueueAttributes"]
        Resource = var.queue_arns
      },
      {
        Sid    = "SetRules"
        Effect = "Allow"
        Action = ["events:PutRule", "events:PutTargets", "events:RemoveTargets", "events:DeleteRule", "events:TagResource"]
        # Every rule of our bus, and the rule for returned mail.
        Resource = ["${local.arn.events}:rule/${var.event_bus_name}/*", "${local.arn.events}:rule/MailFeedback"]
      },
      {
        Sid    = "SetAlarms"
        Effect = "Allow"
        Action = ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource"]
        # Alarms whose name starts with ours.
        Resource = ["${local.arn.cloudwatch}:alarm:enterwait-*"]
      },
      {
        Sid      = "SetDashboard"
        Effect   = "Allow"
        Action   = ["cloudwatch:PutDashboard"]
        Resource = ["arn:${var.account.partition}:cloudwatch::${var.account.id}:dashboard/enterwait"]
      },
      {
        Sid    = "SetLogRetention"
        Effect = "Allow"
        Action = ["logs:PutMetricFilter", "logs:PutRetentionPolicy"]
        # The log groups of the functions and the cluster.
        Resource = ["${local.arn.logs}:log-group:/aws/lambda/*", "${local.arn.logs}:log-group:/aws/containerinsights/${var.cluster_name}/*"]
      },
      {
        # Its access entry says what it may do inside: everything in one namespace.
        Sid      = "EnterCluster"
        Effect   = "Allow"
        Action   = ["eks:DescribeCluster"]
        Resource = ["${local.arn.eks}:cluster/${var.cluster_name}"]
      },
    ])
  }

  # Compares what exists with the code, but reads no content: no rows, messages, log lines or secrets. Contains exactly what the provider
  # calls in a plan: make test ONLY=cloud records it.
  look = [
    {
      Sid    = "LookAtSettings"
      Effect = "Allow"
      Action = concat(local.look_at_changed, [
        "acm:DescribeCertificate", "acm:ListTagsForCertificate",
        "backup:DescribeBackupVault", "backup:GetBackupPlan", "backup:GetBackupSelection", "backup:ListTags",
        "dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive", "dynamodb:ListTagsOfResource",
        "ec2:DescribeAddresses", "ec2:DescribeAddressesAttribute", "ec2:DescribeAvailabilityZones", "ec2:DescribeFlowLogs",
        "ec2:DescribeInternetGateways", "ec2:DescribeNatGateways", "ec2:DescribeNetworkAcls", "ec2:DescribePrefixLists",
        "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets",
        "ec2:DescribeVpcAttribute", "ec2:DescribeVpcEndpoints", "ec2:DescribeVpcs",
        "ecr:DescribeRepositories", "ecr:GetLifecyclePolicy", "ecr:ListTagsForResource",
        "eks:DescribeAccessEntry", "eks:DescribeAddon", "eks:DescribeCluster", "eks:DescribePodIdentityAssociation",
        "eks:ListAssociatedAccessPolicies",
        "elasticloadbalancing:DescribeCapacityReservation", "elasticloadbalancing:DescribeListenerAttributes",
        "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeLoadBalancerAttributes",
        "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTags",
        "elasticloadbalancing:DescribeTargetGroupAttributes", "elasticloadbalancing:DescribeTargetGroups",
        "events:DescribeEventBus",
        "iam:GetOpenIDConnectProvider", "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies",
        "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListResourceTags",
        "rds:DescribeDBInstances", "rds:DescribeDBParameterGroups", "rds:DescribeDBParameters", "rds:DescribeDBSubnetGroups",
        "rds:ListTagsForResource",
        "route53:GetHealthCheck", "route53:GetHostedZone", "route53:ListResourceRecordSets", "route53:ListTagsForResource",
        "s3:GetAccelerateConfiguration", "s3:GetBucketAcl", "s3:GetBucketCORS", "s3:GetBucketLogging",
        "s3:GetBucketObjectLockConfiguration", "s3:GetBucketPolicy", "s3:GetBucketPublicAccessBlock", "s3:GetBucketRequestPayment",
        "s3:GetBucketTagging", "s3:GetBucketVersioning", "s3:GetBucketWebsite", "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration",
        # Reads how a secret is kept. This role does not plan its value (terraform/secrets).
        "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy",
        "ses:GetConfigurationSet", "ses:GetConfigurationSetEventDestinations", "ses:GetEmailIdentity", "ses:GetIdentityVerificationAttributes",
        "ses:ListTagsForResource",
        "sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:ListTagsForResource",
        "wafv2:GetWebACL", "wafv2:GetWebACLForResource", "wafv2:ListTagsForResource",
      ])
      # A plan reads whatever the state names, and most of these actions support no narrower resource. None returns what people wrote.
      Resource = ["*"]
    },
    {
      # Checks that the bucket exists. It contains the access logs, and may be listed but not read.
      Sid      = "SeeLogBucket"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = [var.log_bucket_arn]
    },
  ]

  # Applying a saved plan does not refresh: it only reads what it changed.
  look_after_change = [
    {
      Sid      = "LookAtWhatWasChanged"
      Effect   = "Allow"
      Action   = local.look_at_changed
      Resource = ["*"]
    },
  ]

  look_at_changed = [
    "cloudwatch:DescribeAlarms", "cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource",
    "events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule",
    "lambda:GetEventSourceMapping", "lambda:GetFunction", "lambda:GetFunctionCodeSigningConfig", "lambda:ListTags", "lambda:ListVersionsByFunction",
    "logs:DescribeLogGroups", "logs:DescribeMetricFilters", "logs:ListTagsForResource",
    "sqs:GetQueueAttributes", "sqs:ListQueueTags",
  ]

  use_state = [
    {
      Sid      = "ListState"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = ["arn:${var.account.partition}:s3:::${var.state_bucket}"]
    },
    {
      # State and lock of this root. The secrets' state is elsewhere (scripts/delivery/cloud/secrets.ts).
      Sid      = "ReadState"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = [local.state_arn]
    },
    {
      # The lock is a file beside the state; a plan writes and deletes it, too.
      Sid      = "LockState"
      Effect   = "Allow"
      Action   = ["s3:DeleteObject", "s3:PutObject"]
      Resource = ["${local.state_arn}.tflock"]
    },
  ]

  write_state = [
    {
      Sid      = "WriteState"
      Effect   = "Allow"
      Action   = ["s3:PutObject"]
      Resource = [local.state_arn]
    },
  ]

  state_arn = "arn:${var.account.partition}:s3:::${var.state_bucket}/enterwait/*"
}

resource "aws_iam_role_policy" "this" {
  for_each = local.places

  name = each.key
  role = aws_iam_role.this[each.key].id

  policy = jsonencode({ Version = "2012-10-17", Statement = local.statements[each.key] })
}
