# What holds in every size of AWS. Run it with a size's file: terraform test -test-directory=tests/sizes
# -filter=tests/sizes/cloud.tftest.hcl -var-file=env/small.tfvars (make test ONLY=terraform does it for both).

mock_provider "aws" {
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "global"
  source = "./tests/mocks"
}

# Different values, so that wrong wiring shows.
override_resource {
  target = module.secrets[0].aws_secretsmanager_secret.this["enterwait"]
  values = { arn = "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:enterwait/service/enterwait-AbCdEf" }
}

override_resource {
  target = module.secrets[0].aws_secretsmanager_secret.this["nursery"]
  values = { arn = "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:enterwait/service/nursery-AbCdEf" }
}

override_resource {
  target = module.secrets[0].aws_secretsmanager_secret.this["management"]
  values = { arn = "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:enterwait/service/management-AbCdEf" }
}

override_resource {
  target = module.secrets[0].aws_secretsmanager_secret.this["enterwait-database"]
  values = { arn = "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:enterwait/service/enterwait-database-AbCdEf" }
}

override_resource {
  target = module.secrets[0].aws_secretsmanager_secret.this["nursery-database"]
  values = { arn = "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:enterwait/service/nursery-database-AbCdEf" }
}

override_resource {
  target = module.secrets[0].aws_secretsmanager_secret.this["management-database"]
  values = { arn = "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:enterwait/service/management-database-AbCdEf" }
}

override_resource {
  target = module.secrets[0].aws_secretsmanager_secret.this["management-peer"]
  values = { arn = "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:enterwait/service/management-peer-AbCdEf" }
}

override_resource {
  target = module.pipeline.aws_secretsmanager_secret.webhook
  values = { arn = "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:enterwait/webhook-secret-AbCdEf" }
}

override_resource {
  target = module.pipeline.aws_dynamodb_table.applications
  values = {
    arn        = "arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitApplications"
    stream_arn = "arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitApplications/stream/2026-01-01T00:00:00.000"
  }
}

override_resource {
  target = module.pipeline.aws_dynamodb_table.mail_claims
  values = { arn = "arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitMailClaims" }
}

override_resource {
  target = module.pipeline.aws_dynamodb_table.mail_addresses
  values = { arn = "arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitMailAddresses" }
}

override_resource {
  target = module.pipeline.aws_cloudwatch_event_bus.this
  values = { arn = "arn:aws:events:ap-northeast-2:111122223333:event-bus/IntegrateEventBus" }
}

override_resource {
  target = module.database["enterwait"].aws_db_instance.this
  values = { master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:rds!db-enterwait-AbCdEf" }] }
}

override_resource {
  target = module.database["nursery"].aws_db_instance.this
  values = { master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:rds!db-nursery-AbCdEf" }] }
}

override_resource {
  target = module.database["management"].aws_db_instance.this
  values = { master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:rds!db-management-AbCdEf" }] }
}

override_resource {
  target = module.data_key[0].aws_kms_key.this
  values = { arn = "arn:aws:kms:ap-northeast-2:111122223333:key/data" }
}

override_resource {
  target = module.network[0].aws_security_group.delivery
  values = { id = "sg-delivery" }
}

override_resource {
  target = module.network[0].aws_subnet.private["ap-northeast-2a"]
  values = { id = "subnet-private-a" }
}

override_resource {
  target = module.network[0].aws_subnet.private["ap-northeast-2b"]
  values = { id = "subnet-private-b" }
}

override_resource {
  target = module.network[0].aws_subnet.private["ap-northeast-2c"]
  values = { id = "subnet-private-c" }
}

override_resource {
  target = module.network[0].aws_subnet.internal["ap-northeast-2a"]
  values = { id = "subnet-internal-a" }
}

override_resource {
  target = module.network[0].aws_subnet.internal["ap-northeast-2b"]
  values = { id = "subnet-internal-b" }
}

override_resource {
  target = module.network[0].aws_subnet.internal["ap-northeast-2c"]
  values = { id = "subnet-internal-c" }
}

override_resource {
  target = module.network[0].aws_subnet.database["ap-northeast-2a"]
  values = { id = "subnet-database-a" }
}

override_resource {
  target = module.network[0].aws_subnet.database["ap-northeast-2b"]
  values = { id = "subnet-database-b" }
}

override_resource {
  target = module.network[0].aws_subnet.database["ap-northeast-2c"]
  values = { id = "subnet-database-c" }
}

override_resource {
  target = module.edge[0].aws_lb_target_group.this["enterwait"]
  values = {
    arn        = "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:targetgroup/enterwait/0123456789abcdef"
    arn_suffix = "targetgroup/enterwait/0123456789abcdef"
  }
}

override_resource {
  target = module.edge[0].aws_lb_target_group.this["nursery"]
  values = {
    arn        = "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:targetgroup/nursery/0123456789abcdef"
    arn_suffix = "targetgroup/nursery/0123456789abcdef"
  }
}

override_resource {
  target = module.edge[0].aws_lb_target_group.this["enterwait-internal"]
  values = {
    arn        = "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:targetgroup/enterwait-internal/0123456789abcdef"
    arn_suffix = "targetgroup/enterwait-internal/0123456789abcdef"
  }
}

override_resource {
  target = module.edge[0].aws_lb_target_group.this["nursery-internal"]
  values = {
    arn        = "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:targetgroup/nursery-internal/0123456789abcdef"
    arn_suffix = "targetgroup/nursery-internal/0123456789abcdef"
  }
}

override_resource {
  target = module.edge[0].aws_lb.public
  values = {
    arn        = "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:loadbalancer/app/public/0123456789abcdef"
    arn_suffix = "app/public/0123456789abcdef"
  }
}

override_resource {
  target = module.edge[0].aws_lb.internal
  values = {
    arn        = "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:loadbalancer/app/internal/0123456789abcdef"
    arn_suffix = "app/internal/0123456789abcdef"
  }
}

override_resource {
  target = module.edge[0].aws_acm_certificate.public
  values = { arn = "arn:aws:acm:ap-northeast-2:111122223333:certificate/public" }
}

override_resource {
  target = module.edge[0].aws_acm_certificate.internal
  values = { arn = "arn:aws:acm:ap-northeast-2:111122223333:certificate/internal" }
}

variables {
  domain                      = "example.go.kr"
  mail_sender                 = "no-reply@example.go.kr"
  lambda_dir                  = "./tests/fixtures"
  cluster_public_access_cidrs = ["203.0.113.0/24"]
  cluster_admin_role_arns     = ["arn:aws:iam::111122223333:role/PlatformAdmin"]
  github_repository           = "example/enterwait"
  github_state_bucket         = "example-state"
  github_runner               = true
  alarm_emails                = ["operations@example.go.kr"]
  # Not used; the test command rejects an ephemeral variable without a value.
  webhook_secret = "whsec_dGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQtdGVzdC0xMjM0"
}

# One run only: building all of it takes longer than all the assertions.
run "aws_in_every_size" {
  # The network spans three zones and gives nothing a public address.
  assert {
    condition     = alltrue([for kind in ["public", "internal", "private", "database"] : join(" ", module.network[0].settings.zones[kind]) == "ap-northeast-2a ap-northeast-2b ap-northeast-2c"])
    error_message = "every kind of subnet must be in the first three zones"
  }

  assert {
    condition     = !anytrue(module.network[0].settings.public_addresses)
    error_message = "no subnet may hand out public addresses"
  }

  assert {
    condition = (
      join(" ", one(module.mail).records[*].type) == "CNAME CNAME CNAME MX TXT TXT" && output.mail_records[5].name == "_dmarc.example.go.kr" &&
      module.pipeline.function_settings.SendEmail.environment.MAIL_CONFIGURATION_SET == "enterwait" &&
      module.pipeline.function_statements.SendEmail.SendMail.Resource == [
        "arn:aws:ses:ap-northeast-2:111122223333:identity/no-reply@example.go.kr",
        "arn:aws:ses:ap-northeast-2:111122223333:identity/example.go.kr",
        "arn:aws:ses:ap-northeast-2:111122223333:configuration-set/enterwait",
      ]
    )
    error_message = "mails must go out by the domain and the set that tells of bounces, and by the address of before until its records stand"
  }

  assert {
    condition     = alltrue([for name in ["enterwait", "nursery", "management"] : contains(one([for statement in local.service_accounts[name] : statement.resources if statement.sid == "SendMails"]), module.pipeline.arns.queues.MailFeedbackQueue)])
    error_message = "who tells the systems must be where they are, and they may say that an address was verified anew"
  }

  assert {
    condition     = length(distinct(flatten(values(module.network[0].settings.cidrs)))) == 12 && module.network[0].settings.cidrs.private[0] == "10.20.0.0/20" && module.network[0].settings.cidrs.public[0] == "10.20.64.0/24" && module.network[0].settings.cidrs.database[0] == "10.20.96.0/24"
    error_message = "twelve subnets must have addresses of their own"
  }

  # Two ranges overlap if the narrower one starts within the wider one.
  assert {
    condition = alltrue([for pair in setproduct(output.deployment.network.load_balancer_cidrs, output.deployment.network.pod_cidrs) :
      cidrhost("${cidrhost(pair[0], 0)}/${split("/", pair[1])[1]}", 0) != cidrhost(pair[1], 0) &&
      cidrhost("${cidrhost(pair[1], 0)}/${split("/", pair[0])[1]}", 0) != cidrhost(pair[0], 0)
    ])
    error_message = "no pod may have an address that is taken for a load balancer's"
  }

  assert {
    condition     = join(" ", module.network[0].settings.gateways) == "dynamodb s3" && contains(module.network[0].settings.interfaces, "sqs")
    error_message = "the table, images and queues must be reached without NAT"
  }

  assert {
    condition = alltrue([
      for policy in module.network[0].settings.policies : alltrue([
        for statement in policy.Statement :
        statement.Sid == "ImageLayers" ? statement.Action == "s3:GetObject" :
        statement.Sid == "RunnerComesIn" ? statement.Action == "sts:AssumeRoleWithWebIdentity" && statement.Resource == "arn:aws:iam::111122223333:role/Enterwait-GitHub-deploy" :
        statement.Condition == { StringEquals = { "aws:PrincipalAccount" = "111122223333" } }
      ])
    ])
    error_message = "an endpoint must serve identities of this account only"
  }

  # A changed secret reaches the pods while they run.
  assert {
    condition     = module.cluster[0].settings.addons["aws-secrets-store-csi-driver-provider"].configuration.secrets-store-csi-driver.enableSecretRotation
    error_message = "files of secrets must follow their secrets"
  }

  # Databases are encrypted, private and protected against deletion.
  assert {
    condition     = join(" ", sort(keys(module.database))) == "enterwait management nursery"
    error_message = "each system must have a database of its own"
  }

  assert {
    condition = alltrue([
      for database in module.database :
      startswith(database.settings.engine, "mysql 8.4") && database.settings.encrypted && database.settings.key_arn == "arn:aws:kms:ap-northeast-2:111122223333:key/data" && database.settings.managed_password
    ])
    error_message = "every database must be MySQL 8.4, encrypted by our key, its master password RDS' own"
  }

  assert {
    condition     = alltrue([for database in module.database : !database.settings.public && database.settings.subnet_ids == toset(["subnet-database-a", "subnet-database-b", "subnet-database-c"])])
    error_message = "no database may be reached from outside the VPC"
  }

  assert {
    condition     = alltrue([for database in module.database : database.settings.clients == [module.cluster[0].security_group_id]])
    error_message = "only pods may connect"
  }

  assert {
    condition     = alltrue([for database in module.database : database.settings.deletion_protection && database.settings.final_snapshot && database.settings.backup_days >= 7])
    error_message = "every database must have backups and withstand a destroy"
  }

  assert {
    condition     = alltrue([for database in module.database : database.settings.parameters.require_secure_transport == "1" && database.settings.parameters.character_set_server == "utf8mb4" && database.settings.parameters.collation_server == "utf8mb4_unicode_ci" && database.settings.parameters.time_zone == "UTC"])
    error_message = "TLS only, every character, UTC"
  }

  assert {
    condition     = output.databases.nursery.database == "nursery" && output.databases.nursery.username == "nursery"
    error_message = "a system signs in as itself to its own schema"
  }

  # The cluster is closed, and its pods may only do their own work.
  assert {
    condition     = module.cluster[0].settings.private_endpoint && module.cluster[0].settings.public_cidrs == toset(["203.0.113.0/24"]) && module.cluster[0].settings.subnet_ids == toset(["subnet-private-a", "subnet-private-b", "subnet-private-c"])
    error_message = "the API must be reached from inside and from the addresses that were named, nodes must be in private subnets"
  }

  assert {
    condition     = module.cluster[0].settings.encrypted == toset(["secrets"]) && module.cluster[0].settings.logs == toset(["api", "audit", "authenticator", "controllerManager", "scheduler"]) && module.cluster[0].settings.authentication == "API"
    error_message = "secrets must be encrypted, the control plane must log, access must be by entries"
  }

  assert {
    condition     = module.cluster[0].settings.access.admin-PlatformAdmin.type == "cluster" && module.cluster[0].settings.access.deploy.type == "namespace" && module.cluster[0].settings.access.deploy.namespaces == toset(["enterwait"])
    error_message = "the deployment may work in its namespace only"
  }

  assert {
    condition = { for name, statements in module.cluster[0].settings.statements : name => join(" ", sort(keys(statements))) } == {
      enterwait      = "DecryptSecrets ReadOwnSecrets ReadSigningSecret SendCommands SendMails"
      nursery        = "DecryptSecrets ReadOwnSecrets ReadSigningSecret SendCommands SendMails"
      management     = "DecryptSecrets LookAtQueues ReadApplications ReadMailClaims ReadOwnSecrets SearchApplications SendMails SendToQueues TakeDeadLetters"
      leavers        = "DecryptSecrets EraseApplications ForgetAddresses LookAtQueues LookIntoDeadLetters ReadPasswordsOfBoth SendCommands"
      reconcile      = "DecryptSecrets LookAtQueues ReadApplications ReadPasswordsOfBoth"
      database-setup = "DecryptSecrets ReadMasterAndPasswords"
    }
    error_message = "no service account may have a statement too many or too few"
  }

  assert {
    condition = { for name in ["enterwait", "nursery", "management"] : name => [
      for arn in module.cluster[0].settings.statements[name].ReadOwnSecrets.Resource : trimsuffix(split("/", arn)[2], "-AbCdEf")
      ] } == {
      enterwait  = ["enterwait", "enterwait-database"]
      nursery    = ["nursery", "nursery-database"]
      management = ["management", "management-database", "management-peer"]
    }
    error_message = "a service may read its own secrets only"
  }

  assert {
    condition     = join(" ", [for arn in module.cluster[0].settings.statements.database-setup.ReadMasterAndPasswords.Resource : trimsuffix(split("/", arn)[2], "-AbCdEf") if strcontains(coalesce(arn, "none"), "/service/")]) == "enterwait-database management-database nursery-database management-peer"
    error_message = "who sets passwords and the key of management may read them, and neither AUTH_SECRET nor ADMIN_TOKEN"
  }

  assert {
    condition     = module.cluster[0].settings.statements.enterwait.SendCommands == { Sid = "SendCommands", Effect = "Allow", Action = ["sqs:SendMessage"], Resource = ["arn:aws:sqs:ap-northeast-2:111122223333:IntegrateEventQueue.fifo"] }
    error_message = "a system may send to the queue of commands and read nothing of it"
  }

  assert {
    condition     = module.cluster[0].settings.statements.management.ReadApplications.Resource == ["arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitApplications"] && module.cluster[0].settings.statements.management.SearchApplications == { Sid = "SearchApplications", Effect = "Allow", Action = ["dynamodb:Query"], Resource = ["arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitApplications/index/*"] } && !anytrue([for action in module.cluster[0].settings.statements.management.ReadApplications.Action : can(regex("Put|Update|Delete|Write|\\*", action))])
    error_message = "the monitor must read the table and its indexes and change nothing in it"
  }

  assert {
    condition     = module.cluster[0].settings.statements.reconcile.ReadApplications == { Sid = "ReadApplications", Effect = "Allow", Action = ["dynamodb:BatchGetItem", "dynamodb:Scan"], Resource = ["arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitApplications"] } && length(module.cluster[0].settings.statements.reconcile.LookAtQueues.Resource) == 3 && module.cluster[0].settings.statements.reconcile.ReadPasswordsOfBoth.Resource == [for name in ["enterwait", "nursery"] : "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:enterwait/service/${name}-database-AbCdEf"]
    error_message = "who compares at night may read the table and the passwords of both databases, and change nothing"
  }

  assert {
    condition     = module.cluster[0].settings.statements.leavers.EraseApplications == { Sid = "EraseApplications", Effect = "Allow", Action = ["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:UpdateItem"], Resource = ["arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitApplications"] } && module.cluster[0].settings.statements.leavers.ReadPasswordsOfBoth.Resource == module.cluster[0].settings.statements.reconcile.ReadPasswordsOfBoth.Resource
    error_message = "who erases at night may update items of the one table, put and delete none, and enter both databases"
  }

  assert {
    condition     = module.cluster[0].settings.statements.leavers.SendCommands.Resource == ["arn:aws:sqs:ap-northeast-2:111122223333:IntegrateEventQueue.fifo"] && module.cluster[0].settings.statements.leavers.LookAtQueues.Action == ["sqs:GetQueueAttributes"] && length(module.cluster[0].settings.statements.leavers.LookAtQueues.Resource) == 5 && module.cluster[0].settings.statements.leavers.LookIntoDeadLetters.Action == ["sqs:ChangeMessageVisibility", "sqs:ReceiveMessage"] && toset(module.cluster[0].settings.statements.leavers.LookIntoDeadLetters.Resource) == toset(module.cluster[0].settings.statements.management.TakeDeadLetters.Resource)
    error_message = "who erases at night may send cancels, count queues, and look into dead letters without removing one"
  }

  assert {
    condition     = module.cluster[0].settings.statements.management.ReadMailClaims == { Sid = "ReadMailClaims", Effect = "Allow", Action = ["dynamodb:BatchGetItem"], Resource = ["arn:aws:dynamodb:ap-northeast-2:111122223333:table/EnterwaitMailClaims"] }
    error_message = "the monitor must see which mail went out"
  }

  assert {
    condition     = alltrue([for arn in module.cluster[0].settings.statements.management.TakeDeadLetters.Resource : strcontains(arn, "-dlq") || endswith(arn, ":ParkedQueue")]) && length(module.cluster[0].settings.statements.management.TakeDeadLetters.Resource) == 6
    error_message = "the monitor may take messages from dead-letter queues only"
  }

  assert {
    condition = alltrue([
      for name, statements in module.cluster[0].settings.trusts : [for statement in statements : statement.Principal] == [{ Service = "pods.eks.amazonaws.com" }] && one(statements).Condition.StringEquals == {
        "aws:RequestTag/eks-cluster-name"           = "enterwait"
        "aws:RequestTag/kubernetes-namespace"       = "enterwait"
        "aws:RequestTag/kubernetes-service-account" = name
      }
    ])
    error_message = "only the pods of its own service account may take a role"
  }

  # The pods' logs arrive and cost no more than they must.
  assert {
    condition = module.cluster[0].settings.observability.trust == {
      "aws:RequestTag/eks-cluster-name"           = "enterwait"
      "aws:RequestTag/kubernetes-namespace"       = "amazon-cloudwatch"
      "aws:RequestTag/kubernetes-service-account" = "cloudwatch-agent"
    } && module.cluster[0].settings.observability.association == "amazon-cloudwatch/cloudwatch-agent"
    error_message = "the agent and Fluent Bit must have an identity, by the service account that the add-on gives both"
  }

  assert {
    condition = jsonencode(module.cluster[0].settings.observability.statements) == jsonencode({ WriteLogsOfPods = {
      Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
      Effect   = "Allow"
      Resource = [for group in ["application", "dataplane", "host", "performance"] : "arn:aws:logs:ap-northeast-2:111122223333:log-group:/aws/containerinsights/enterwait/${group}:*"]
      Sid      = "WriteLogsOfPods"
    } })
    error_message = "the add-on may write into its own groups and do nothing else"
  }

  assert {
    condition     = module.cluster[0].settings.observability.groups == { for group in ["application", "dataplane", "host", "performance"] : "/aws/containerinsights/enterwait/${group}" => var.log_retention_days }
    error_message = "every group that the add-on writes into must be there before it, and end"
  }

  assert {
    condition     = alltrue([for name, addon in module.cluster[0].settings.addons : can(regex("^v[0-9]+\\.[0-9]+\\.[0-9]+-eksbuild\\.[0-9]+$", addon.version))])
    error_message = "every add-on must have a version that does not change by itself"
  }

  assert {
    condition = jsonencode(module.cluster[0].settings.addons["amazon-cloudwatch-observability"].configuration) == jsonencode({
      applicationSignals    = { enabled = false }
      containerInsights     = { enabled = false }
      containerLogs         = { enabled = true }
      dcgmExporter          = { enabled = false }
      manager               = { applicationSignals = { autoMonitor = { monitorAllServices = false } } }
      neuronMonitor         = { enabled = false }
      otelContainerInsights = { enabled = false }
    })
    error_message = "the add-on must bring logs, and neither traces, containers of its own in our pods nor figures that nobody looks at"
  }

  # Nothing may do more than its name says.
  assert {
    condition = join(", ", sort(flatten([
      [for service, statements in module.cluster[0].settings.statements : [for sid, statement in statements : "${service} ${sid}" if contains(flatten([statement.Resource]), "*")]],
      [for name, function in module.pipeline.function_statements : [for sid, statement in function : "${name} ${sid}" if contains(flatten([statement.Resource]), "*")]],
      [for name, statements in module.github[0].settings.statements : [for sid, statement in statements : "github ${name} ${sid}" if contains(flatten([statement.Resource]), "*")]],
      ]))) == join(", ", [
      # Each exception is explained where it is defined.
      "MailFeedback NetworkInterfaces",
      "MailFeedback NotByTheCode",
      "SQSToEnterwait NetworkInterfaces",
      "SQSToEnterwait NotByTheCode",
      "SQSToNursery NetworkInterfaces",
      "SQSToNursery NotByTheCode",
      "github deploy LookAtWhatWasChanged",
      "github images LogIn",
      "github plan LookAtSettings",
    ])
    error_message = "a wildcard resource must be one of those that were thought about"
  }

  assert {
    condition = length(flatten([
      for policy in concat(values(module.cluster[0].settings.statements), values(module.pipeline.function_statements), values(module.github[0].settings.statements)) : [
        for statement in policy : [for action in flatten([statement.Action]) : action if strcontains(action, "*") && statement.Effect == "Allow"]
      ]
    ])) == 0
    error_message = "no action may be a wildcard"
  }

  # The secrets' values are planned elsewhere, by a person.
  assert {
    condition = !anytrue(flatten([
      for statements in values(module.github[0].settings.statements) : [
        for statement in values(statements) : [for action in flatten([statement.Action]) : contains(["secretsmanager:GetSecretValue", "secretsmanager:GetRandomPassword", "secretsmanager:PutSecretValue"], action)]
      ]
    ]))
    error_message = "no workflow may read or write a secret"
  }

  assert {
    condition = { for name, statements in module.github[0].settings.trusts : name => one(statements).Condition.StringEquals["token.actions.githubusercontent.com:sub"] } == {
      images = "repo:example/enterwait:ref:refs/heads/main"
      plan   = "repo:example/enterwait:ref:refs/heads/main"
      deploy = "repo:example/enterwait:environment:production"
    }
    error_message = "a role must be that of one repository and one place in it"
  }

  assert {
    condition = !anytrue(flatten([
      for statement in module.github[0].settings.statements.deploy : [for action in flatten([statement.Action]) : can(regex("^(iam:(Create|Put|Attach|Delete|Update)|kms:(Put|Create|Schedule)|secretsmanager:GetSecretValue|dynamodb:(GetItem|Query|Scan)|sqs:ReceiveMessage|rds:(Modify|Delete)|ec2:(Create|Delete|Authorize))", action))]
    ]))
    error_message = "a workflow may make no identity, read no rows, messages or secrets, and change neither network nor databases"
  }

  # People and functions come in through TLS and get no further than they must.
  assert {
    condition     = module.edge[0].settings.internal == { public = false, internal = true } && module.edge[0].settings.tls == ["ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-TLS13-1-2-2021-06"]
    error_message = "there must be a public and an internal load balancer, both with TLS of today"
  }

  assert {
    condition     = join(" ", module.edge[0].settings.published) == "enterwait nursery"
    error_message = "without addresses of operators their system must not be reached from outside"
  }

  assert {
    condition     = toset(flatten([for rule in module.edge[0].settings.withheld : rule.paths if rule.service == "nursery"])) == toset(["/enterwait/request", "/enterwait/cancel", "/sync/*", "/admin/*", "/metrics"])
    error_message = "the synchronising calls and administration must not be public"
  }

  assert {
    condition     = max(values(module.edge[0].settings.withheld)[*].priority...) < min(values(module.edge[0].settings.forwarded)...)
    error_message = "what is withheld must be decided before anything is forwarded"
  }

  assert {
    condition     = module.edge[0].settings.subnet_ids.internal == toset(["subnet-internal-a", "subnet-internal-b", "subnet-internal-c"])
    error_message = "the internal load balancer must be in subnets of its own"
  }

  assert {
    condition     = module.edge[0].settings.inside == { enterwait = ["/request/accept", "/request/reject", "/sync/*"], nursery = ["/enterwait/request", "/enterwait/cancel", "/sync/*"] } && module.edge[0].settings.internal_from == ["sg-delivery"]
    error_message = "inside, the functions that deliver may call the synchronising calls"
  }

  assert {
    condition = { for name, settings in module.pipeline.function_settings : name => settings.subnet_ids if settings.subnet_ids != null } == {
      SQSToNursery   = toset(["subnet-private-a", "subnet-private-b", "subnet-private-c"])
      SQSToEnterwait = toset(["subnet-private-a", "subnet-private-b", "subnet-private-c"])
      MailFeedback   = toset(["subnet-private-a", "subnet-private-b", "subnet-private-c"])
    }
    error_message = "the functions that deliver, and only they, must be in the private subnets"
  }

  assert {
    condition     = module.pipeline.function_settings.SQSToNursery.environment.REQUEST_URL == "https://nursery.internal.example.go.kr/enterwait/request" && module.pipeline.function_settings.SendEmail.environment.SITE_URL == "https://enterwait.example.go.kr"
    error_message = "functions must call by the names inside, mails must link to the names outside"
  }

  assert {
    condition     = module.edge[0].settings.protected == [true, true]
    error_message = "no load balancer may be deleted by mistake"
  }

  # Images never change, and backups can be restored.
  assert {
    condition     = alltrue([for repository in module.registry[0].settings : repository.tags == "IMMUTABLE" && repository.scans]) && join(" ", sort(keys(module.registry[0].settings))) == "enterwait management nursery"
    error_message = "every service's images must have tags that stay, and be scanned"
  }

  assert {
    condition     = alltrue([for arn in module.secrets[0].settings.key_arns : arn == "arn:aws:kms:ap-northeast-2:111122223333:key/data"]) && alltrue([for days in module.secrets[0].settings.windows : days == 30])
    error_message = "secrets must be encrypted by our key, and come back after a mistake"
  }

  assert {
    condition     = module.data_key[0].settings.rotates
    error_message = "the key must turn"
  }

  assert {
    condition     = join(" ", sort(keys(output.deployment))) == "cluster_name database_secret_names databases image_repositories integrate_queue_url mail_queue_url namespace network peer_secret_name public_urls region service_role_arns service_secret_names table_name target_group_arns webhook_secret_name"
    error_message = "the deploy step must get all it needs and no secret"
  }

  assert {
    condition     = join(" ", sort(keys(output.target_group_arns))) == "enterwait enterwait-internal nursery nursery-internal"
    error_message = "the chart must have something to bind each published service to, and nothing that no rule leads to"
  }

  assert {
    condition     = join(" ", sort(keys(output.public_urls))) == "enterwait nursery" && keys(output.deployment.public_urls) == keys(output.public_urls)
    error_message = "an address that does not exist must not be named"
  }

  assert {
    condition     = length([for name in module.alarms[0].names : name if strcontains(name, "no-pods-management") || strcontains(name, "failures-management")]) == 0
    error_message = "what is not published has no alarm that would ring for ever"
  }

  assert {
    condition = length(setsubtract(
      [for name in ["outbox-age-enterwait", "outbox-age-nursery", "unanswered-age-enterwait", "unanswered-age-nursery", "unanswered-age-management", "queue-age-IntegrateEventQueue", "queue-age-SendEmailQueue", "dead-letters-EventToNurseryQueue", "dead-letters-Parked", "reconcile-differences", "reconcile-missing", "leavers-late", "leavers-missing", "iterator-age", "errors-SendEmail", "throttles-SQSToDynamoDB", "database-cpu-nursery", "database-storage-enterwait", "failures-enterwait", "no-pods-nursery-internal", "unanswered-public", "failed-records-SQSToNursery", "stuck-EventToNurseryQueue", "undelivered-events", "table-throttles-applications", "database-connections-nursery", "certificate-internal", "mail-bounce-rate", "logs-missing-enterwait", "outside-enterwait"] : "enterwait-${name}"],
      module.alarms[0].names,
    )) == 0
    error_message = "every hop must have its alarm"
  }

  assert {
    condition = jsonencode(module.alarms[0].nights) == jsonencode({
      leavers = {
        alarms = {
          leavers-late    = { metric = "LeaverAgeHours", missing = "ignore", operator = "GreaterThanThreshold", seconds = 60, statistic = "Maximum", threshold = 48 }
          leavers-missing = { metric = "LeaverAgeHours", missing = "breaching", operator = "LessThanThreshold", seconds = 216000, statistic = "SampleCount", threshold = 1 }
        }
        pattern = "{ $.log_processed.leaverAgeHours >= 0 }"
      }
      reconcile = {
        alarms = {
          reconcile-differences = { metric = "ReconcileDifferences", missing = "ignore", operator = "GreaterThanThreshold", seconds = 60, statistic = "Maximum", threshold = 0 }
          reconcile-missing     = { metric = "ReconcileDifferences", missing = "breaching", operator = "LessThanThreshold", seconds = 129600, statistic = "SampleCount", threshold = 1 }
        }
        pattern = "{ $.log_processed.reconcileDifferences >= 0 }"
      }
    })
    error_message = "what the night finds must ring until it is gone, and a night that did not come must ring as well"
  }

  assert {
    condition = jsonencode(module.alarms[0].log_metrics) == jsonencode({
      outboxAgeSeconds     = ["OutboxAgeSeconds", "{ $.log_processed.outboxAgeSeconds >= 0 }"]
      unansweredAgeSeconds = ["UnansweredAgeSeconds", "{ $.log_processed.unansweredAgeSeconds >= 0 }"]
    })
    error_message = "what is unsent and what is unanswered must each be made a metric of the pods' logs"
  }

  assert {
    condition     = alltrue([for vault in module.backup : length(setsubtract(concat([for database in module.database : database.arn], [module.pipeline.table_arn, module.pipeline.mail_claim_table_arn, module.pipeline.mail_address_table_arn]), vault.settings.resources)) == 0])
    error_message = "a vault must have every database and table"
  }
}
