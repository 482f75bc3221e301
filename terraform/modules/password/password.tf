# A random value that AWS generates at each request and that is stored nowhere: its user writes it through a write-only argument, and only
# when that argument's version changes.
ephemeral "aws_secretsmanager_random_password" "this" {
  # Hexadecimal, so it needs no escaping in SQL, URLs and headers. Half a byte per digit.
  password_length            = var.digits
  exclude_uppercase          = true
  exclude_punctuation        = true
  exclude_characters         = "ghijklmnopqrstuvwxyz"
  require_each_included_type = false
}
