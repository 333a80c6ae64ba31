# What the document uses and declares nowhere, in the plainest form that is right: so that the rest can be planned.
variable "ecr_repository_url" {
  default = "123456789012.dkr.ecr.us-east-1.amazonaws.com/servio-app"
}

variable "staging_database_url" {
  default = "postgresql://servio@db.example.com:5432/servio_staging"
}

variable "staging_redis_url" {
  default = "redis://redis.example.com:6379"
}

variable "staging_db_password" {
  default = "no-password-at-all"
}

variable "staging_ssl_certificate_arn" {
  default = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
}

# A data source asks AWS, and an ARN is known after apply: constants stand for them, and the text that names them is changed.
locals {
  availability_zones = { names = ["us-east-1a", "us-east-1b"] }
  supabase_anon_key  = { arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:supabase-anon-key" }
}

resource "aws_cloudwatch_log_group" "app" {
  name              = "servio-staging-app"
  retention_in_days = 30
}

resource "aws_elasticache_subnet_group" "staging" {
  name       = "servio-staging-redis"
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_security_group" "alb" {
  name   = "servio-staging-alb"
  vpc_id = aws_vpc.staging.id
}

resource "aws_security_group" "app" {
  name   = "servio-staging-app"
  vpc_id = aws_vpc.staging.id
}

resource "aws_security_group" "database" {
  name   = "servio-staging-database"
  vpc_id = aws_vpc.staging.id
}

resource "aws_security_group" "redis" {
  name   = "servio-staging-redis"
  vpc_id = aws_vpc.staging.id
}

resource "aws_vpc_security_group_ingress_rule" "alb" {
  security_group_id = aws_security_group.alb.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_ingress_rule" "app" {
  security_group_id            = aws_security_group.app.id
  referenced_security_group_id = aws_security_group.alb.id
  ip_protocol                  = "tcp"
  from_port                    = 3000
  to_port                      = 3000
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  security_group_id            = aws_security_group.database.id
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_vpc_security_group_ingress_rule" "redis" {
  security_group_id            = aws_security_group.redis.id
  referenced_security_group_id = aws_security_group.app.id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}
