output "urls" {
  description = "Where each service's images are pushed to and pulled from."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.repository_url }
}

output "arns" {
  description = "ARN of each repository."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.arn }
}

output "settings" {
  description = "Asserted by the tests."
  value = {
    for name, repository in aws_ecr_repository.this : name => {
      tags  = repository.image_tag_mutability
      scans = repository.image_scanning_configuration[0].scan_on_push
      kept  = [for rule in jsondecode(aws_ecr_lifecycle_policy.this[name].policy).rules : rule.selection]
    }
  }
}
