data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account = {
    partition = data.aws_partition.current.partition
    # Provider 5.x has .name and .id, 6.x .region and .id.
    region = data.aws_region.current.id
    id     = data.aws_caller_identity.current.account_id
  }

  # ARNs that policies name before the resource exists. The provider takes 25 s for a queue, and 50 s for one with a dead-letter queue:
  # roles, functions and rules are created in the meantime.
  arn = {
    queues = {
      for name, queue in local.queues :
      name => "arn:${local.account.partition}:sqs:${local.account.region}:${local.account.id}:${name}${queue.fifo ? ".fifo" : ""}"
    }
    dead_letters = {
      for name, queue in local.queues :
      name => "arn:${local.account.partition}:sqs:${local.account.region}:${local.account.id}:${name}-dlq${queue.fifo ? ".fifo" : ""}"
    }
    rules = {
      for name in keys(local.rules) :
      name => "arn:${local.account.partition}:events:${local.account.region}:${local.account.id}:rule/${local.bus_name}/${name}"
    }
    # On the default bus, where SES puts its events.
    feedback_rule      = "arn:${local.account.partition}:events:${local.account.region}:${local.account.id}:rule/${local.feedback_rule}"
    identities         = "arn:${local.account.partition}:ses:${local.account.region}:${local.account.id}:identity"
    configuration_sets = "arn:${local.account.partition}:ses:${local.account.region}:${local.account.id}:configuration-set"
  }
}
