# A function inside a VPC needs network interfaces there, which Lambda creates and removes with the function's role.
resource "aws_iam_role_policy" "network" {
  count = var.vpc == null ? 0 : 1

  name = "${var.name}-network"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "NetworkInterfaces"
        Effect = "Allow"
        Action = [
          "ec2:AssignPrivateIpAddresses",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:UnassignPrivateIpAddresses",
        ]
        # Lambda checks these rights against * before it creates anything; the statement below takes them away from the code itself.
        Resource = ["*"]
      },
      {
        Sid    = "NotByTheCode"
        Effect = "Deny"
        Action = ["ec2:*"]
        # On any resource: the function's code never calls EC2.
        Resource  = ["*"]
        Condition = { ArnEquals = { "lambda:SourceFunctionArn" = ["arn:${var.vpc.partition}:lambda:${var.vpc.region}:${var.vpc.account_id}:function:${var.name}"] } }
      },
    ]
  })
}
