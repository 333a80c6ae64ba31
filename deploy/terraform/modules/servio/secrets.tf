# Places only. Values are put in by a person (docs/terraform.md), so that neither code nor state ever holds one.
resource "aws_secretsmanager_secret" "app" {
  for_each                = var.secret_names
  name                    = "${local.name}/${each.key}"
  description             = "${each.key} of Servio's tasks in ${var.environment}"
  recovery_window_in_days = 7
}
