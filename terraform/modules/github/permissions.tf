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
        # AWS knows no resource for it: the token says who asks, not what for.
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

    # Everyday changes: code and settings of the functions, the alarms, the queues' and rules' settings, the release in the cluster.
    # What makes or changes identities, keys, networks, databases and the cluster itself is applied by a person: a workflow that may
    # write IAM policies may do everything, whatever else its own policy says.
    deploy = concat(local.look, local.use_state, [
      {
        Sid    = "UpdateFunctions"
        Effect = "Allow"
        Action = [
          "lambda:DeleteFunctionConcurrency",
          "lambda:PutFunctionConcurrency",
          "lambda:TagResource",
          "lambda:UpdateFunctionCode",
          "lambda:UpdateFunctionConfiguration",
        ]
        Resource = [for name in var.function_names : "${local.arn.lambda}:function:${name}"]
      },
      {
        Sid    = "UpdateEventSources"
        Effect = "Allow"
        Action = ["lambda:UpdateEventSourceMapping"]
        # A mapping's name is a number that AWS makes up; the condition holds it to our functions.
        Resource  = ["${local.arn.lambda}:event-source-mapping:*"]
        Condition = { ArnEquals = { "lambda:FunctionArn" = [for name in var.function_names : "${local.arn.lambda}:function:${name}"] } }
      },
      {
        Sid       = "GiveFunctionsTheirRoles"
        Effect    = "Allow"
        Action    = ["iam:PassRole"]
        Resource  = [for name in var.function_names : "${local.arn.iam}:role/Enterwait-${name}"]
        Condition = { StringEquals = { "iam:PassedToService" = "lambda.amazonaws.com" } }
      },
      {
        Sid      = "SetQueues"
        Effect   = "Allow"
        Action   = ["sqs:SetQueueAttributes", "sqs:TagQueue"]
        Resource = var.queue_arns
      },
      {
        Sid    = "SetRules"
        Effect = "Allow"
        Action = ["events:PutRule", "events:PutTargets", "events:RemoveTargets", "events:DeleteRule", "events:TagResource"]
        # Every rule of the one bus, and the one of the mails that come back.
        Resource = ["${local.arn.events}:rule/${var.event_bus_name}/*", "${local.arn.events}:rule/MailFeedback"]
      },
      {
        Sid    = "SetAlarms"
        Effect = "Allow"
        Action = ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource"]
        # Alarms that begin with our name.
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
        Action = ["logs:PutMetricFilter", "logs:PutRetentionPolicy", "logs:TagResource"]
        # The groups of the functions and of the cluster.
        Resource = ["${local.arn.logs}:log-group:/aws/lambda/*", "${local.arn.logs}:log-group:/aws/containerinsights/${var.cluster_name}/*"]
      },
      {
        # What it may do inside stands in its access entry: everything in the one namespace.
        Sid      = "EnterCluster"
        Effect   = "Allow"
        Action   = ["eks:DescribeCluster"]
        Resource = ["${local.arn.eks}:cluster/${var.cluster_name}"]
      },
    ])
  }

  # To compare what is there with the text, and nothing of what is kept in it: no rows, messages, log lines or secrets.
  look = [
    {
      Sid    = "LookAtSettings"
      Effect = "Allow"
      Action = [
        "acm:DescribeCertificate", "acm:ListTagsForCertificate",
        "cloudwatch:DescribeAlarms", "cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource",
        "dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive", "dynamodb:ListTagsOfResource",
        "ec2:Describe*",
        "ecr:DescribeRepositories", "ecr:GetLifecyclePolicy", "ecr:ListTagsForResource",
        "eks:Describe*", "eks:ListTagsForResource", "eks:ListAssociatedAccessPolicies", "eks:ListPodIdentityAssociations",
        "elasticloadbalancing:Describe*",
        "events:DescribeEventBus", "events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule",
        "iam:GetOpenIDConnectProvider", "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies",
        "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListResourceTags",
        "lambda:GetEventSourceMapping", "lambda:GetFunction", "lambda:GetFunctionCodeSigningConfig", "lambda:ListTags", "lambda:ListVersionsByFunction",
        "logs:DescribeLogGroups", "logs:DescribeMetricFilters", "logs:ListTagsForResource",
        "rds:Describe*", "rds:ListTagsForResource",
        "route53:GetHostedZone", "route53:ListResourceRecordSets", "route53:ListTagsForResource", "route53:GetChange",
        "s3:GetAccelerateConfiguration", "s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration",
        "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy",
        # Every plan asks for fresh ones; they are thrown away unless a secret is written.
        "secretsmanager:GetRandomPassword",
        "ses:GetConfigurationSet", "ses:GetConfigurationSetEventDestinations", "ses:GetEmailIdentity", "ses:GetIdentityVerificationAttributes",
        "ses:ListTagsForResource",
        "sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:ListTagsForResource",
        "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags",
        "wafv2:GetWebACL", "wafv2:GetWebACLForResource", "wafv2:ListTagsForResource",
      ]
      # A plan reads whatever the state names, and most of these actions know no narrower resource. None of them returns what people wrote.
      Resource = ["*"]
    },
  ]

  use_state = [
    {
      Sid      = "ListState"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = ["arn:${var.account.partition}:s3:::${var.state_bucket}"]
    },
    {
      Sid    = "ReadAndWriteState"
      Effect = "Allow"
      # The plan writes and deletes the lock file.
      Action = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
      # State and lock of this root.
      Resource = ["arn:${var.account.partition}:s3:::${var.state_bucket}/enterwait/*"]
    },
  ]
}

resource "aws_iam_role_policy" "this" {
  for_each = local.places

  name = each.key
  role = aws_iam_role.this[each.key].id

  policy = jsonencode({ Version = "2012-10-17", Statement = local.statements[each.key] })
}
