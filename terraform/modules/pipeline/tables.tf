locals {
  # The indexes that the monitor uses. packages/judge/src/table/index-keys.ts writes their keys, only on STATE items, so they contain no
  # event. A partition is a day, a daycare, a child, a mail address or the start of a name: none grows without limit.
  application_indexes = {
    ByStatus     = { hash = "ix_status_day", range = "updated_at" }
    ByDay        = { hash = "ix_day", range = "updated_at" }
    ByNursery    = { hash = "ix_nursery", range = "ix_status_time" }
    ByChild      = { hash = "ix_child", range = "updated_at" }
    ByEmail      = { hash = "ix_email", range = "updated_at" }
    ByChildName  = { hash = "ix_child_name_start", range = "ix_child_name" }
    ByParentName = { hash = "ix_parent_name_start", range = "ix_parent_name" }
  }
  application_index_keys = toset(flatten([for index in local.application_indexes : [index.hash, index.range]]))
}

# The judge's record: one STATE item per application and one EVENT# item per judged event.
resource "aws_dynamodb_table" "applications" {
  name         = "EnterwaitApplications"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "request_id"
  range_key    = "sk"

  attribute {
    name = "request_id"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  dynamic "attribute" {
    for_each = local.application_index_keys
    content {
      name = attribute.value
      type = "S"
    }
  }

  # Keys only: a page reads the current STATE items themselves, and a decision writes little more.
  dynamic "global_secondary_index" {
    for_each = local.application_indexes
    content {
      name            = global_secondary_index.key
      hash_key        = global_secondary_index.value.hash
      range_key       = global_secondary_index.value.range
      projection_type = "KEYS_ONLY"
    }
  }

  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"

  ttl {
    enabled        = true
    attribute_name = "expires_at"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }

  deletion_protection_enabled = var.deletion_protection
}

# Which mail was already claimed, and so must not be sent again.
resource "aws_dynamodb_table" "mail_claims" {
  name         = "EnterwaitMailClaims"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  ttl {
    enabled        = true
    attribute_name = "expiration"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }

  deletion_protection_enabled = var.deletion_protection
}

# Which mail addresses accept no mail (it bounced, or the owner complained), and which have been verified since:
# docs/adr/0021-returned-mail.md.
# Keys are hashes of addresses. A mark stays until the address is verified again; then the rest expires by itself.
resource "aws_dynamodb_table" "mail_addresses" {
  name         = "EnterwaitMailAddresses"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  ttl {
    enabled        = true
    attribute_name = "expires_at"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }

  deletion_protection_enabled = var.deletion_protection
}
