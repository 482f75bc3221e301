# What each service's pods may do. No statement names a wildcard.
locals {
  # Empty if there is no cloud.
  service_accounts = one([for secrets in module.secrets : {
    enterwait = concat(local.send_commands, local.send_mails, local.read_own_secrets.enterwait, local.read_webhook_secret)
    nursery   = concat(local.send_commands, local.send_mails, local.read_own_secrets.nursery, local.read_webhook_secret)

    # Reads everything, cancels on a parent's behalf, and redrives dead letters.
    management = concat(local.send_mails, local.read_own_secrets.management, [
      {
        sid       = "ReadApplications"
        actions   = ["dynamodb:BatchGetItem", "dynamodb:DescribeTable", "dynamodb:Query"]
        resources = [module.pipeline.table_arn]
        condition = null
      },
      {
        # On all of its indexes.
        sid       = "SearchApplications"
        actions   = ["dynamodb:Query"]
        resources = ["${module.pipeline.table_arn}/index/*"]
        condition = null
      },
      {
        # Shows in the timeline whether a mail went out.
        sid       = "ReadMailClaims"
        actions   = ["dynamodb:BatchGetItem"]
        resources = [module.pipeline.mail_claim_table_arn]
        condition = null
      },
      {
        sid       = "LookAtQueues"
        actions   = ["sqs:GetQueueAttributes"]
        resources = concat(local.all_queues, local.all_dead_letters)
        condition = null
      },
      {
        # Looking at dead letters makes them visible again at once; a redrive deletes what it has sent.
        sid       = "TakeDeadLetters"
        actions   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"]
        resources = local.all_dead_letters
        condition = null
      },
      {
        # For redriven messages, and for an operator's cancel, which is a command like any other.
        sid       = "SendToQueues"
        actions   = ["sqs:SendMessage"]
        resources = local.all_queues
        condition = null
      },
    ])

    # Erases the people who closed their account, at night: docs/adr/0012-erased-form.md.
    leavers = concat(local.send_commands, local.read_passwords_of_both, [
      {
        # Updates items on condition that they exist; never puts or deletes them.
        sid       = "EraseApplications"
        actions   = ["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:UpdateItem"]
        resources = [module.pipeline.table_arn]
        condition = null
      },
      {
        # Checks whether something is under way.
        sid       = "LookAtQueues"
        actions   = ["sqs:GetQueueAttributes"]
        resources = local.all_queues
        condition = null
      },
      {
        # Nobody may learn any longer whether their address accepts mail.
        sid       = "ForgetAddresses"
        actions   = ["sqs:SendMessage"]
        resources = [module.pipeline.arns.queues.MailFeedbackQueue]
        condition = null
      },
      {
        # Checks whether a message that waits for an operator names the family; makes each visible again at once.
        sid       = "LookIntoDeadLetters"
        actions   = ["sqs:ChangeMessageVisibility", "sqs:ReceiveMessage"]
        resources = local.all_dead_letters
        condition = null
      },
    ])

    # Compares the systems with the table at night, and changes nothing: docs/adr/0014-reconcile-at-night.md.
    reconcile = concat(local.read_passwords_of_both, [
      {
        sid       = "ReadApplications"
        actions   = ["dynamodb:BatchGetItem", "dynamodb:Scan"]
        resources = [module.pipeline.table_arn]
        condition = null
      },
      {
        # Checks whether something is under way.
        sid       = "LookAtQueues"
        actions   = ["sqs:GetQueueAttributes"]
        resources = [for queue in ["IntegrateEventQueue", "EventToEnterwaitQueue", "EventToNurseryQueue"] : module.pipeline.arns.queues[queue]]
        condition = null
      },
    ])

    # The Job before a release creates each system's user with its secret's password, then the tables, and enters management's key.
    database-setup = [
      {
        sid     = "ReadMasterAndPasswords"
        actions = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
        resources = concat(
          [for service in keys(local.services) : module.database[service].connection.master_secret_arn],
          [for service in keys(local.services) : secrets.arns["${service}-database"]],
          [secrets.arns.management-peer],
        )
        condition = null
      },
      local.decrypt_secrets,
    ]
  }])

  all_queues       = values(module.pipeline.arns.queues)
  all_dead_letters = concat(values(module.pipeline.arns.dead_letters), [module.pipeline.arns.parked])

  send_commands = [{
    sid       = "SendCommands"
    actions   = ["sqs:SendMessage"]
    resources = [module.pipeline.arns.queues.IntegrateEventQueue]
    condition = null
  }]

  # Sends mails about accounts, and reports which address was verified again.
  send_mails = [{
    sid       = "SendMails"
    actions   = ["sqs:SendMessage"]
    resources = [for queue in ["SendEmailQueue", "MailFeedbackQueue"] : module.pipeline.arns.queues[queue]]
    condition = null
  }]

  read_own_secrets = { for service in keys(local.services) : service => [
    {
      sid     = "ReadOwnSecrets"
      actions = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
      # For nursery: nursery and nursery-database.
      resources = [for secret, arn in merge(module.secrets[*].arns...) : arn if split("-", secret)[0] == service]
      condition = null
    },
    local.decrypt_secrets,
  ] }

  # The passwords of both systems' databases, for the jobs that work on both at night.
  read_passwords_of_both = [
    {
      sid       = "ReadPasswordsOfBoth"
      actions   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
      resources = [for secret, arn in merge(module.secrets[*].arns...) : arn if contains(["enterwait-database", "nursery-database"], secret)]
      condition = null
    },
    local.decrypt_secrets,
  ]

  read_webhook_secret = [{
    sid       = "ReadSigningSecret"
    actions   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    resources = [module.pipeline.secret_arn]
    condition = null
  }]

  # The key decrypts much more; this limits it to what Secrets Manager returns.
  decrypt_secrets = {
    sid       = "DecryptSecrets"
    actions   = ["kms:Decrypt"]
    resources = module.data_key[*].arn
    condition = { StringEquals = { "kms:ViaService" = ["secretsmanager.${module.pipeline.account.region}.amazonaws.com"] } }
  }
}
