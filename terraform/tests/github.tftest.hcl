# Who may take which role. `make test ONLY=terraform` tests these trust documents with GitHub tokens, ours and strangers'
# (scripts/delivery/workflows/trust), which reads the names of the runs.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  repository      = "example/enterwait"
  owner_id        = null
  repository_id   = null
  branch          = "main"
  environment     = "production"
  provider_arn    = null
  account         = { partition = "aws", region = "ap-northeast-2", id = "111122223333" }
  state_bucket    = "example-state"
  log_bucket_arn  = "arn:aws:s3:::enterwait-access-logs-111122223333"
  repository_arns = ["arn:aws:ecr:ap-northeast-2:111122223333:repository/enterwait/enterwait"]
  queue_arns      = ["arn:aws:sqs:ap-northeast-2:111122223333:IntegrateEventQueue.fifo"]
  function_names  = ["SendEmail"]
  event_bus_name  = "IntegrateEventBus"
  cluster_name    = "enterwait"
}

run "by_name" {
  module {
    source = "./modules/github"
  }

  assert {
    condition     = join(" ", sort(keys(output.settings.trusts))) == "deploy images plan"
    error_message = "there must be a role for each job that speaks to AWS"
  }
}

run "by_number" {
  module {
    source = "./modules/github"
  }

  variables {
    owner_id      = "123456"
    repository_id = "456789"
  }

  assert {
    condition     = join(" ", sort(keys(output.settings.trusts))) == "deploy images plan"
    error_message = "there must be a role for each job that speaks to AWS"
  }
}
