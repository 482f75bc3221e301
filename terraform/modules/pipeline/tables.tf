# The judge's book: one STATE item per application and one EVENT# item per judged event.
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
