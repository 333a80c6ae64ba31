resource "aws_elasticache_subnet_group" "main" {
  name       = "${local.name}-redis-subnet-group"
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_elasticache_replication_group" "main" {
  replication_group_id = "${local.name}-redis"
  description          = "Redis of ${local.name}"
  engine               = "redis"
  engine_version       = "7.1"
  parameter_group_name = "default.redis7"
  node_type            = var.cache.node_type
  port                 = local.redis_port

  num_cache_clusters         = var.cache.nodes
  automatic_failover_enabled = var.cache.nodes > 1
  multi_az_enabled           = var.cache.nodes > 1

  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  auth_token                 = var.redis_auth_token

  subnet_group_name  = aws_elasticache_subnet_group.main.name
  security_group_ids = [aws_security_group.redis.id]

  snapshot_retention_limit   = var.cache.snapshot_days
  snapshot_window            = "03:00-04:00"
  maintenance_window         = var.cache.maintenance_window
  auto_minor_version_upgrade = true

  tags = { Name = "${local.name}-redis" }

  # The provider has no write-only argument for the token. The first one is replaced outside of Terraform, so that the
  # state holds one that opens nothing.
  lifecycle {
    ignore_changes = [auth_token]
  }
}
