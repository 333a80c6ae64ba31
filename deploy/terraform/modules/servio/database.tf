resource "aws_db_subnet_group" "main" {
  name       = "${local.name}-db-subnet-group"
  subnet_ids = aws_subnet.private[*].id

  tags = { Name = "${local.name}-db-subnet-group" }
}

resource "aws_db_parameter_group" "main" {
  name        = "${local.name}-db-postgres15"
  family      = "postgres15"
  description = "PostgreSQL of ${local.name}: TLS only, slow statements in the log, without values"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name  = "log_min_duration_statement"
    value = "1000" # ms
  }

  # A guest's name or e-mail address is a bind value: the log gets statements without them.
  parameter {
    name  = "log_parameter_max_length"
    value = "0"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }
}

resource "aws_db_instance" "main" {
  identifier     = "${local.name}-db"
  engine         = "postgres"
  engine_version = "15" # the newest minor at the first apply, then those of the maintenance windows
  instance_class = var.database.instance_class

  allocated_storage     = var.database.storage
  max_allocated_storage = 5 * var.database.storage
  storage_type          = "gp3"
  storage_encrypted     = true

  db_name                     = "servio_${var.environment}"
  username                    = "servio"
  manage_master_user_password = true # RDS makes it, keeps it in Secrets Manager and changes it every week

  db_subnet_group_name                = aws_db_subnet_group.main.name
  vpc_security_group_ids              = [aws_security_group.database.id]
  parameter_group_name                = aws_db_parameter_group.main.name
  publicly_accessible                 = false
  ca_cert_identifier                  = "rds-ca-rsa2048-g1"
  iam_database_authentication_enabled = true

  multi_az                   = var.database.multi_az
  backup_retention_period    = var.database.backup_days
  backup_window              = "03:00-04:00"
  maintenance_window         = var.database.maintenance_window
  auto_minor_version_upgrade = true
  copy_tags_to_snapshot      = true

  deletion_protection       = var.deletion_protection
  skip_final_snapshot       = false
  final_snapshot_identifier = "${local.name}-db-final"

  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  depends_on                      = [aws_cloudwatch_log_group.database]

  tags = { Name = "${local.name}-db" }
}
