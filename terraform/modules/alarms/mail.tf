# SES watches an account's reputation: from 5 % bounces or 0.1 % complaints it reviews the account, from 10 % and 0.5 % it may stop it from
# sending. Both metrics cover the whole account and arrive only now and then, so an alarm stays on until a better value arrives.
locals {
  mail_alarms = {
    "mail-bounces" = {
      description = "At least five mails of an hour, and more than a tenth, came back as undeliverable"
      metrics = {
        bounced = { namespace = "AWS/SES", metric = "Bounce", dimensions = {}, statistic = "Sum" }
        sent    = { namespace = "AWS/SES", metric = "Send", dimensions = {}, statistic = "Sum" }
      }
      expression = "IF(FILL(bounced, 0) >= 5 AND FILL(bounced, 0) * 10 > FILL(sent, 0), bounced, 0)"
      threshold  = 0, periods = 1, period = 3600, missing = "notBreaching"
    }
    "mail-bounce-rate" = {
      description = "The bounce rate of the account is above 5 %: SES reviews it, and stops its mail from 10 % on"
      namespace   = "AWS/SES", metric = "Reputation.BounceRate", dimensions = {}
      statistic   = "Maximum", threshold = 0.05, periods = 1, period = 3600, missing = "ignore"
    }
    "mail-complaint-rate" = {
      description = "The complaint rate of the account is above 0.1 %: SES reviews it, and stops its mail from 0.5 % on"
      namespace   = "AWS/SES", metric = "Reputation.ComplaintRate", dimensions = {}
      statistic   = "Maximum", threshold = 0.001, periods = 1, period = 3600, missing = "ignore"
    }
  }
}
