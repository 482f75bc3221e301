output "configuration_set" {
  description = "Name of the configuration set, once it exists and reports bounces."
  value       = aws_sesv2_configuration_set_event_destination.feedback.configuration_set_name
}

output "domain" {
  description = "Domain whose identity may send, once it exists."
  value       = aws_sesv2_email_identity.domain.email_identity
}

output "records" {
  description = "Records that the domain's DNS must contain."
  value       = local.records
}

output "settings" {
  description = "How mail is sent and who learns what became of it. Asserted by the tests."
  value = {
    tls_policy         = aws_sesv2_configuration_set.this.delivery_options[0].tls_policy
    reputation_metrics = aws_sesv2_configuration_set.this.reputation_options[0].reputation_metrics_enabled
    suppressed_reasons = aws_sesv2_configuration_set.this.suppression_options[0].suppressed_reasons
    told               = aws_sesv2_configuration_set_event_destination.feedback.event_destination[0].matching_event_types
    told_to            = aws_sesv2_configuration_set_event_destination.feedback.event_destination[0].event_bridge_destination[0].event_bus_arn
    mail_from_domain   = aws_sesv2_email_identity_mail_from_attributes.domain.mail_from_domain
    on_mx_failure      = aws_sesv2_email_identity_mail_from_attributes.domain.behavior_on_mx_failure
    in_route53         = [for record in aws_route53_record.this : record.name]
  }
}
