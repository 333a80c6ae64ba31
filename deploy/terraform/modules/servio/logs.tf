resource "aws_cloudwatch_log_group" "app" {
  name              = "${local.name}-app"
  retention_in_days = var.log_days
}

# RDS would make these itself, and keep their lines for ever.
resource "aws_cloudwatch_log_group" "database" {
  for_each          = toset(["postgresql", "upgrade"])
  name              = "/aws/rds/instance/${local.name}-db/${each.key}"
  retention_in_days = var.log_days
}
