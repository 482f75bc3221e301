# One MySQL per system, so that each has its own load, restore and maintenance.
resource "aws_db_instance" "this" {
  identifier     = var.name
  engine         = "mysql"
  engine_version = var.settings.engine_version
  instance_class = var.settings.instance_class

  db_name  = var.database
  username = "administrator"
  # RDS generates the password, keeps it in Secrets Manager and rotates it every week. Only the Job that creates the system's own user
  # reads it.
  manage_master_user_password   = true
  master_user_secret_kms_key_id = var.key_arn

  storage_type          = "gp3"
  allocated_storage     = var.settings.allocated_storage_gb
  max_allocated_storage = var.settings.max_allocated_storage_gb
  storage_encrypted     = true
  kms_key_id            = var.key_arn

  multi_az               = var.settings.multi_az
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  publicly_accessible    = false
  ca_cert_identifier     = "rds-ca-rsa2048-g1"
  parameter_group_name   = aws_db_parameter_group.this.name

  # 18:00 to 20:30 UTC is 03:00 to 05:30 in Korea, before anyone applies for a place.
  backup_retention_period    = var.settings.backup_retention_days
  backup_window              = "18:00-18:30"
  maintenance_window         = "sun:19:00-sun:20:30"
  auto_minor_version_upgrade = true
  copy_tags_to_snapshot      = true
  delete_automated_backups   = !var.deletion_protection
  deletion_protection        = var.deletion_protection
  skip_final_snapshot        = !var.deletion_protection
  final_snapshot_identifier  = "${var.name}-final"

  enabled_cloudwatch_logs_exports       = ["error", "slowquery"]
  performance_insights_enabled          = var.settings.performance_insights
  performance_insights_kms_key_id       = var.settings.performance_insights ? var.key_arn : null
  performance_insights_retention_period = var.settings.performance_insights ? 7 : null
  monitoring_interval                   = var.settings.monitoring_seconds
  monitoring_role_arn                   = var.settings.monitoring_seconds == 0 ? null : var.monitoring_role_arn

  depends_on = [aws_cloudwatch_log_group.this]
}

resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "Subnets without a way out of the VPC"
  subnet_ids  = var.subnet_ids
}

resource "aws_db_parameter_group" "this" {
  name        = "${var.name}-mysql84"
  family      = "mysql8.4"
  description = "Characters of every language, UTC, TLS only"

  dynamic "parameter" {
    for_each = local.parameters
    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  # A group in use cannot be deleted, so a new family creates the new group first.
  lifecycle {
    create_before_destroy = true
  }
}

locals {
  parameters = {
    # The same as on the local stack (localstack/database/database-setup.ts), so that names compare the same way in both.
    character_set_server     = "utf8mb4"
    collation_server         = "utf8mb4_unicode_ci"
    time_zone                = "UTC"
    require_secure_transport = "1"
    slow_query_log           = "1"
    long_query_time          = "1"
    # To files, from which RDS forwards them to CloudWatch.
    log_output = "FILE"
  }
}

# Created before the instance, because RDS would create groups that are kept forever.
resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(["error", "slowquery"])

  name              = "/aws/rds/instance/${var.name}/${each.key}"
  retention_in_days = var.log_retention_days
}

resource "aws_security_group" "this" {
  name        = "${var.name}-database"
  description = "Database of ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-database" }
}

# Only from the pods; the chart's NetworkPolicy says which ones. No way out, because a database calls nobody.
resource "aws_vpc_security_group_ingress_rule" "pods" {
  security_group_id            = aws_security_group.this.id
  description                  = "MySQL from the pods"
  ip_protocol                  = "tcp"
  from_port                    = 3306
  to_port                      = 3306
  referenced_security_group_id = var.client_security_group_id
}
