# What every mail is sent with: how it travels, and who hears what became of it.
resource "aws_sesv2_configuration_set" "this" {
  configuration_set_name = var.name

  delivery_options {
    # A mail may hold a link by which a password is set: it goes to no server that would take it in the clear.
    tls_policy = var.require_tls ? "REQUIRE" : "OPTIONAL"
  }

  reputation_options {
    reputation_metrics_enabled = true
  }

  sending_options {
    sending_enabled = true
  }

  # SES' own list stays empty: which address takes no mail stands in one place, the pipeline's table, from where it goes away once the
  # address is verified anew. On SES' list the very mail with that link would be dropped.
  suppression_options {
    suppressed_reasons = []
  }
}

# Bounces and complaints, on the account's default bus: an event destination knows no other. Not what was delivered, opened or clicked (nobody's
# business), what is late (SES goes on trying), or what SES refused for a virus (the address is not at fault).
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

# Not given from outside: the pipeline, which knows them, waits for this module.
data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}
