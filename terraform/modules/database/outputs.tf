output "connection" {
  description = "What a client needs; the password of `username` is in the service's secret, the administrator's in master_secret_arn."
  value = {
    host              = aws_db_instance.this.address
    port              = aws_db_instance.this.port
    database          = aws_db_instance.this.db_name
    username          = var.database
    master_secret_arn = one(aws_db_instance.this.master_user_secret[*].secret_arn)
  }
}

output "arn" {
  description = "ARN of the instance."
  value       = aws_db_instance.this.arn
}

output "identifier" {
  description = "Name of the instance, for metrics."
  value       = aws_db_instance.this.identifier
}

output "settings" {
  description = "Asserted by the tests."
  value = {
    engine              = "${aws_db_instance.this.engine} ${aws_db_instance.this.engine_version}"
    encrypted           = aws_db_instance.this.storage_encrypted
    key_arn             = aws_db_instance.this.kms_key_id
    public              = aws_db_instance.this.publicly_accessible
    multi_az            = aws_db_instance.this.multi_az
    backup_days         = aws_db_instance.this.backup_retention_period
    deletion_protection = aws_db_instance.this.deletion_protection
    final_snapshot      = !aws_db_instance.this.skip_final_snapshot
    managed_password    = aws_db_instance.this.manage_master_user_password
    subnet_ids          = aws_db_subnet_group.this.subnet_ids
    clients             = [aws_vpc_security_group_ingress_rule.pods.referenced_security_group_id]
    parameters          = { for parameter in aws_db_parameter_group.this.parameter : parameter.name => parameter.value }
  }
}
