# Applies to every mail: how it is sent, and who learns what became of it.
resource "aws_sesv2_configuration_set" "this" {
  configuration_set_name = var.name

  delivery_options {
    # A mail may contain a link for setting a password, so it must not go to a server that would receive it unencrypted.
    tls_policy = var.require_tls ? "REQUIRE" : "OPTIONAL"
  }

  reputation_options {
    reputation_metrics_enabled = true
  }

  sending_options {
    sending_enabled = true
  }

  # SES's own suppression list stays empty. The pipeline's table is the one place that says which address accepts no mail, and its entry
  # goes once the address is verified again. SES's list would drop the very mail with that link.
  suppression_options {
    suppressed_reasons = []
  }
}

# Bounces and complaints, on the account's default bus: an event destination supports no other. Not deliveries, opens or clicks (nobody's
# business), delays (SES keeps trying), or what SES refused because of a virus (not the address's fault).
resource "aws_sesv2_configuration_set_event_destination" "feedback" {
  configuration_set_name = aws_sesv2_configuration_set.this.configuration_set_name
  event_destination_name = "feedback"

  event_destination {
    enabled              = true
    matching_event_types = ["BOUNCE", "COMPLAINT"]

    event_bridge_destination {
      event_bus_arn = "arn:${data.aws_partition.current.partition}:events:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:event-bus/default"
    }
  }
}

# Not passed in, because the pipeline, which knows them, waits for this module.
data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}
