# terraform/staging/database.tf
# RDS PostgreSQL
resource "aws_db_instance" "staging" {
  identifier     = "servio-staging-db"
  engine         = "postgres"
  engine_version = "15.4"
  instance_class = "db.t3.micro"
  allocated_storage     = 20
  storage_type         = "gp2"
  storage_encrypted    = true
  db_name  = "servio_staging"
  username = "servio"
  password = var.staging_db_password

  vpc_security_group_ids = [aws_security_group.database.id]
  db_subnet_group_name   = aws_db_subnet_group.staging.name

  backup_retention_period = 7
  backup_window        = "03:00-04:00"
  maintenance_window   = "Mon:04:00-Mon:05:00"

  tags = {
    Name        = "servio-staging-db"
    Environment = "staging"
  }
}

# RDS Subnet Group
resource "aws_db_subnet_group" "staging" {
  name       = "servio-staging-db-subnet-group"
  subnet_ids = aws_subnet.private[*].id

  tags = {
    Name        = "servio-staging-db-subnet-group"
    Environment = "staging"
  }
}

# ElastiCache Redis
resource "aws_elasticache_replication_group" "staging" {
  replication_group_id          = "servio-staging-redis"
  description                  = "Servio Staging Redis"
  node_type                    = "cache.t3.micro"
  num_cache_clusters            = 1
  automatic_failover_enabled    = false
  multi_az_enabled              = false
  engine                       = "redis"
  engine_version               = "7.0"
  parameter_group_name          = "default.redis7"
  at_rest_encryption_enabled    = true
  transit_encryption_enabled    = true

  subnet_group_name = aws_elasticache_subnet_group.staging.name
  security_group_ids = [aws_security_group.redis.id]

  tags = {
    Name        = "servio-staging-redis"
    Environment = "staging"
  }
}
