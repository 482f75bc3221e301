# How mail is sent, who learns about returned mail, and what the DNS of the sender's domain must contain.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name        = "enterwait"
  domain      = "example.go.kr"
  dns_zone_id = ""
  dmarc       = { policy = "none", reports_to = "dmarc@example.go.kr" }
  require_tls = true
}

run "mails_are_signed_encrypted_and_answered_for" {
  module {
    source = "./modules/mail"
  }

  assert {
    condition = jsondecode(jsonencode(output.settings)) == {
      tls_policy         = "REQUIRE"
      reputation_metrics = true
      suppressed_reasons = []
      told               = ["BOUNCE", "COMPLAINT"]
      told_to            = "arn:aws:events:ap-northeast-2:111122223333:event-bus/default"
      mail_from_domain   = "bounce.example.go.kr"
      on_mx_failure      = "USE_DEFAULT_VALUE"
      in_route53         = []
    }
    error_message = "TLS only, figures on, nothing suppressed by SES itself, bounces and complaints to the default bus, the envelope in the domain"
  }

  assert {
    condition     = aws_sesv2_email_identity.domain.email_identity == "example.go.kr" && aws_sesv2_email_identity.domain.configuration_set_name == "enterwait" && aws_sesv2_email_identity.domain.dkim_signing_attributes[0].next_signing_key_length == "RSA_2048_BIT"
    error_message = "the domain must be the identity, with Easy DKIM and the set as its default"
  }

  assert {
    condition     = output.configuration_set == "enterwait" && output.domain == "example.go.kr"
    error_message = "the sender must be told both"
  }
}

run "the_records_are_told_to_whoever_enters_them" {
  module {
    source = "./modules/mail"
  }

  assert {
    condition = [for record in output.records : "${record.name} ${record.type} ${record.value}"] == [
      "one._domainkey.example.go.kr CNAME one.dkim.amazonses.com",
      "two._domainkey.example.go.kr CNAME two.dkim.amazonses.com",
      "three._domainkey.example.go.kr CNAME three.dkim.amazonses.com",
      "bounce.example.go.kr MX 10 feedback-smtp.ap-northeast-2.amazonses.com",
      "bounce.example.go.kr TXT v=spf1 include:amazonses.com ~all",
      "_dmarc.example.go.kr TXT v=DMARC1; p=none; rua=mailto:dmarc@example.go.kr",
    ]
    error_message = "DKIM, MAIL FROM and DMARC must be told in full"
  }
}

run "in_route_53_they_are_entered" {
  module {
    source = "./modules/mail"
  }

  variables {
    dns_zone_id = "Z0123456789ABCDEFGHIJ"
    dmarc       = { policy = "reject", reports_to = "" }
    require_tls = false
  }

  assert {
    condition     = { for record in aws_route53_record.this : "${record.name} ${record.type}" => one(record.records) } == { for record in output.records : "${record.name} ${record.type}" => record.value }
    error_message = "all of them, in the zone"
  }

  assert {
    condition     = one([for record in output.records : record.value if record.name == "_dmarc.example.go.kr"]) == "v=DMARC1; p=reject"
    error_message = "without an address no reports are asked for"
  }

  assert {
    condition     = output.settings.tls_policy == "OPTIONAL"
    error_message = "TLS may be left to the receiver"
  }
}

run "a_domain_with_a_dmarc_record_keeps_it" {
  module {
    source = "./modules/mail"
  }

  variables {
    dns_zone_id = "Z0123456789ABCDEFGHIJ"
    dmarc       = { policy = "", reports_to = "dmarc@example.go.kr" }
  }

  assert {
    condition     = length([for record in output.records : record if startswith(record.name, "_dmarc")]) == 0 && length(aws_route53_record.this) == 5
    error_message = "no second DMARC record may be made"
  }
}
