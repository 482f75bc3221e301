locals {
  web_alarms = merge(
    { for key, group in var.target_groups : "failures-${key}" => {
      description = "${key} answers more than five requests a minute with 5xx"
      namespace   = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count"
      dimensions  = { TargetGroup = group.group, LoadBalancer = group.load_balancer }
      statistic   = "Sum", threshold = 5, periods = 3, missing = "notBreaching"
    } },
    { for key, group in var.target_groups : "no-pods-${key}" => {
      description = "${key} has no pod that is ready"
      namespace   = "AWS/ApplicationELB", metric = "HealthyHostCount"
      dimensions  = { TargetGroup = group.group, LoadBalancer = group.load_balancer }
      statistic   = "Minimum", threshold = 1, periods = 3, missing = "breaching", below = true
    } },
    # ACM renews a certificate by itself 60 days before it ends, if it finds its record in the DNS. It reports the remaining days once a
    # day.
    { for key, arn in var.certificates : "certificate-${key}" => {
      description = "The ${key} certificate ends in less than 30 days, and ACM has not renewed it"
      namespace   = "AWS/CertificateManager", metric = "DaysToExpiry", dimensions = { CertificateArn = arn }
      statistic   = "Minimum", threshold = 30, periods = 1, period = 86400, missing = "ignore", below = true
    } },
    { for key, load_balancer in var.load_balancers : "unanswered-${key}" => {
      description = "The ${key} load balancer itself answers with 5xx: it reaches no pod"
      namespace   = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", dimensions = { LoadBalancer = load_balancer }
      statistic   = "Sum", threshold = 5, periods = 3, missing = "notBreaching"
    } },
  )
}
