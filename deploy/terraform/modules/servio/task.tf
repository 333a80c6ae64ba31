locals {
  settings = merge(var.public_settings, {
    NODE_ENV            = "production" # what Next.js calls a build; SENTRY_ENVIRONMENT tells the environment
    SENTRY_ENVIRONMENT  = var.environment
    NEXT_PUBLIC_APP_URL = var.addresses.web
    NEXT_PUBLIC_API_URL = var.addresses.api
  })

  container = {
    name      = "app"
    image     = var.image
    cpu       = var.task.cpu
    memory    = var.task.memory
    essential = true

    portMappings = [{ containerPort = local.app_port, hostPort = local.app_port, protocol = "tcp" }]

    environment = [for name in sort(keys(local.settings)) : { name = name, value = local.settings[name] }]
    secrets = [
      for name in sort(var.secret_names) : { name = name, valueFrom = aws_secretsmanager_secret.app[name].arn }
    ]

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        "awslogs-group"         = aws_cloudwatch_log_group.app.name
        "awslogs-region"        = var.region
        "awslogs-stream-prefix" = "app"
      }
    }
  }
}

resource "aws_ecs_task_definition" "app" {
  family                   = "${local.name}-app"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = var.task.cpu
  memory                   = var.task.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  track_latest             = true # a deploy registers revisions of its own

  container_definitions = jsonencode([local.container])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }
}
