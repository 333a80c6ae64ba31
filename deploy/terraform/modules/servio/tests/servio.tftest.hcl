# What only shows once AWS has answered, on a mocked AWS: no account, no network. A mock checks no argument and has no
# defaults; the rules in selftest/terraform/ hold a real plan against what is promised.
mock_provider "aws" {
  mock_resource "aws_lb" {
    defaults = {
      arn        = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/servio-test-alb/0123456789abcdef"
      arn_suffix = "app/servio-test-alb/0123456789abcdef"
    }
  }

  mock_resource "aws_lb_target_group" {
    defaults = {
      arn        = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/servio-test-tg/0123456789abcdef"
      arn_suffix = "targetgroup/servio-test-tg/0123456789abcdef"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mocked" }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:mocked" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:mocked" }
  }
}

variables {
  environment         = "test"
  addresses           = { web = "https://test.example", api = "https://api.test.example", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0" }
  network             = { cidr = "10.9.0.0/16", nat_gateways = 1 }
  database            = { instance_class = "db.t3.micro", multi_az = false, backup_days = 7, maintenance_window = "mon:05:00-mon:06:00" }
  cache               = { nodes = 1, snapshot_days = 1, maintenance_window = "mon:06:00-mon:07:00" }
  deletion_protection = false
  log_days            = 30
  image               = "123456789012.dkr.ecr.us-east-1.amazonaws.com/servio-app:abcdef0"
  ecr_repository_arn  = "arn:aws:ecr:us-east-1:123456789012:repository/servio-app"
  redis_auth_token    = "0123456789abcdef"
  alarm_topics        = ["arn:aws:sns:us-east-1:123456789012:alarms"]
}

run "what_is_wired_after_apply" {
  assert {
    condition = [
      for secret in jsondecode(aws_ecs_task_definition.app.container_definitions)[0].secrets : secret.valueFrom
    ] == [for name in sort(var.secret_names) : aws_secretsmanager_secret.app[name].arn]
    error_message = "Tasks get a secret from somewhere else than its place in Secrets Manager."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement :
      statement.Action == "ecr:GetAuthorizationToken" ||
      alltrue([for resource in flatten([statement.Resource]) : startswith(resource, "arn:")])
    ])
    error_message = "The execution role may do something to every resource."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement :
      alltrue([for action in flatten([statement.Action]) : !strcontains(action, "*")])
    ])
    error_message = "The execution role may do every action of a service."
  }

  assert {
    condition = alltrue([
      for alarm in aws_cloudwatch_metric_alarm.above : alltrue([for value in values(alarm.dimensions) : value != ""])
    ])
    error_message = "An alarm watches nothing."
  }

  assert {
    condition     = output.secrets["DATABASE_URL"] == aws_secretsmanager_secret.app["DATABASE_URL"].arn
    error_message = "The output does not say where the database's URL belongs."
  }
}

run "an_image_without_a_build_is_refused" {
  command = plan

  variables {
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/servio-app:latest"
  }

  expect_failures = [var.image]
}

run "inputs_that_cannot_be_are_refused" {
  command = plan

  variables {
    environment     = "Staging"
    network         = { cidr = "10.9.0.0/24", zones = ["us-east-1a", "us-east-1a"], nat_gateways = 3 }
    addresses       = { web = "http://test.example", api = "https://api.test.example", certificate_arn = "" }
    public_settings = { STRIPE_SECRET_KEY = "in the open" }
  }

  expect_failures = [var.environment, var.network, var.addresses, var.public_settings]
}
