mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                = "enterwait"
  account             = { partition = "aws", region = "ap-northeast-2", id = "111122223333" }
  key_arn             = "arn:aws:kms:ap-northeast-2:111122223333:key/data"
  resource_arns       = ["arn:aws:rds:ap-northeast-2:111122223333:db:enterwait-nursery"]
  keep_days           = 35
  locked              = true
  deletion_protection = true
}

run "a_locked_vault_keeps_copies_for_as_long_as_an_erasure_says_and_no_longer" {
  command = plan

  module {
    source = "./modules/backup"
  }

  assert {
    condition     = aws_backup_vault_lock_configuration.this[0].changeable_for_days == 3 && aws_backup_vault_lock_configuration.this[0].min_retention_days == 7 && aws_backup_vault_lock_configuration.this[0].max_retention_days == 35
    error_message = "the lock must hold for ever after three days, and for 35 days a copy"
  }

  assert {
    condition     = aws_backup_vault.this.kms_key_arn == var.key_arn && !aws_backup_vault.this.force_destroy
    error_message = "our key, and no vault is deleted with its copies"
  }

  assert {
    condition     = toset(aws_backup_selection.this.resources) == toset(var.resource_arns)
    error_message = "what is copied must be named"
  }

  assert {
    condition     = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "111122223333" && endswith(aws_iam_role_policy_attachment.this.policy_arn, "ForBackup")
    error_message = "AWS Backup alone, for this account alone, to make copies and not to restore"
  }
}

run "a_vault_that_is_not_locked_has_none" {
  command = plan

  module {
    source = "./modules/backup"
  }

  variables {
    locked = false
  }

  assert {
    condition     = length(aws_backup_vault_lock_configuration.this) == 0
    error_message = "no lock by itself"
  }
}
