output "target_group_arns" {
  description = "Target group of each published service, and of the synchronising calls as <service>-internal."
  value       = { for name, group in aws_lb_target_group.this : name => group.arn }
}

output "published" {
  description = "Services that people reach from outside."
  value       = sort(local.published)
}

output "public_dns_name" {
  description = "DNS name of the public load balancer. If the zone is not in Route 53, the agency's own DNS must point to it."
  value       = aws_lb.public.dns_name
}

output "certificate_records" {
  description = "DNS records that prove to AWS who owns the names."
  value = [for name, option in local.validation : {
    name  = option.resource_record_name
    type  = option.resource_record_type
    value = option.resource_record_value
  }]
}

output "metric_dimensions" {
  description = "The names of load balancers, target groups and certificates in CloudWatch."
  value = {
    load_balancers = { public = aws_lb.public.arn_suffix, internal = aws_lb.internal.arn_suffix }
    target_groups = { for name, group in aws_lb_target_group.this : name => {
      group         = group.arn_suffix
      load_balancer = endswith(name, "-internal") ? aws_lb.internal.arn_suffix : aws_lb.public.arn_suffix
    } }
    certificates = { public = aws_acm_certificate.public.arn, internal = aws_acm_certificate.internal.arn }
  }
}

output "settings" {
  description = "Asserted by the tests."
  value = {
    internal  = { public = coalesce(aws_lb.public.internal, false), internal = aws_lb.internal.internal }
    tls       = [for listener in [aws_lb_listener.public, aws_lb_listener.internal] : listener.ssl_policy]
    published = sort(keys(aws_lb_listener_rule.public))
    # Read from the rules themselves, not from what they were meant to be.
    withheld = { for name, rule in aws_lb_listener_rule.withheld : name => {
      service  = local.withheld[name].service
      paths    = flatten([for condition in rule.condition : [for pattern in condition.path_pattern : tolist(pattern.values)]])
      priority = rule.priority
    } }
    forwarded      = { for service, rule in aws_lb_listener_rule.public : service => rule.priority }
    inside         = local.synchronising
    firewall       = length(aws_wafv2_web_acl.public) == 1
    protected      = [aws_lb.public.enable_deletion_protection, aws_lb.internal.enable_deletion_protection]
    subnet_ids     = { public = aws_lb.public.subnets, internal = aws_lb.internal.subnets }
    internal_from  = [aws_vpc_security_group_ingress_rule.internal.referenced_security_group_id]
    to_pods        = { for name, rule in aws_vpc_security_group_ingress_rule.from_load_balancer : name => rule.from_port }
    logs_forgotten = one(one(aws_s3_bucket_lifecycle_configuration.logs.rule).expiration).days
  }
}
