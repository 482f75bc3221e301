# What the root refuses about where the deployment runs.

mock_provider "aws" {
  source = "./tests/mocks"
}

mock_provider "aws" {
  alias  = "global"
  source = "./tests/mocks"
}

variables {
  emulated       = true
  lambda_dir     = "./tests/fixtures"
  enterwait_url  = "https://enterwait.example.com"
  nursery_url    = "https://nursery.example.com"
  webhook_secret = "whsec_dGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQtdGVzdC0xMjM0"
  mail_sender    = "no-reply@enterwait.example.com"
}

# A file of the previous release: otherwise the roles would be removed, and Terraform would only warn.
run "the_object_of_the_release_before_is_refused" {
  command = plan

  variables {
    github = { repository = "example/enterwait", state_bucket = "example-state" }
  }

  expect_failures = [var.github]
}

run "what_is_no_repository_branch_or_environment_is_refused" {
  command = plan

  variables {
    github_repository    = "example@123456/enterwait@456789"
    github_owner_id      = "123456"
    github_repository_id = "4567 89"
    github_branch        = "main*?"
    github_environment   = "production:ref"
    github_state_bucket  = "example-state"
  }

  expect_failures = [
    var.github_repository,
    var.github_repository_id,
    var.github_branch,
    var.github_environment,
  ]
}

run "a_name_for_a_number_is_refused_and_a_repository_needs_its_state" {
  command = plan

  variables {
    github_repository    = "example/enterwait"
    github_owner_id      = "example"
    github_repository_id = "456789"
  }

  expect_failures = [var.github_owner_id, var.github_state_bucket]
}

run "half_of_the_numbers_is_refused" {
  command = plan

  variables {
    github_repository    = "example/enterwait"
    github_repository_id = "456789"
    github_state_bucket  = "example-state"
  }

  expect_failures = [var.github_owner_id]
}
