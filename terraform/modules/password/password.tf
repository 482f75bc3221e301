# A random value made by AWS each time it is asked for, kept nowhere: whoever takes it writes it by a write-only argument, and only when
# that argument's version says so.
ephemeral "aws_secretsmanager_random_password" "this" {
  # Hexadecimal: stands in SQL, URLs and headers as it is. Half a byte a digit.
  password_length            = var.digits
  exclude_uppercase          = true
  exclude_punctuation        = true
  exclude_characters         = "ghijklmnopqrstuvwxyz"
  require_each_included_type = false
}
