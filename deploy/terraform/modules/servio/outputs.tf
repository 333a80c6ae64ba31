output "load_balancer" {
  description = "The load balancer's own name: the web and API hosts are aliases of it."
  value       = aws_lb.app.dns_name
}

output "cluster" {
  description = "The ECS cluster: ECS_CLUSTER of the deploy workflow."
  value       = aws_ecs_cluster.main.name
}

output "service" {
  description = "The ECS service: ECS_SERVICE of the deploy workflow."
  value       = aws_ecs_service.app.name
}

output "database" {
  description = "The database's address and port."
  value       = aws_db_instance.main.endpoint
}

output "database_master_secret" {
  description = "Where RDS keeps the password of the master user."
  value       = one(aws_db_instance.main.master_user_secret[*].secret_arn)
}

output "redis" {
  description = "Redis' address; it speaks TLS only, on port 6379."
  value       = aws_elasticache_replication_group.main.primary_endpoint_address
}

output "secrets" {
  description = "Where the values of the tasks' secrets belong."
  value       = { for name, secret in aws_secretsmanager_secret.app : name => secret.arn }
}

output "container" {
  description = "What tasks are started with. It holds no secret, only where each is; a plan shows its changes line by line."
  value       = local.container
}
