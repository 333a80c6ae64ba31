locals {
  gib = 1024 * 1024 * 1024

  on_balancer = { LoadBalancer = aws_lb.app.arn_suffix }
  on_targets  = { LoadBalancer = aws_lb.app.arn_suffix, TargetGroup = aws_lb_target_group.app.arn_suffix }
  on_service  = { ClusterName = aws_ecs_cluster.main.name, ServiceName = aws_ecs_service.app.name }
  on_database = { DBInstanceIdentifier = aws_db_instance.main.identifier }

  # Redis' first node; a replication group has no metrics of its own.
  on_redis = { CacheClusterId = "${local.name}-redis-001" }

  alarms = {
    alb-5xx         = { space = "ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", on = local.on_balancer, statistic = "Sum", above = 5, minutes = 5 }
    app-5xx         = { space = "ApplicationELB", metric = "HTTPCode_Target_5XX_Count", on = local.on_targets, statistic = "Sum", above = 5, minutes = 5 }
    unhealthy-hosts = { space = "ApplicationELB", metric = "UnHealthyHostCount", on = local.on_targets, statistic = "Maximum", above = 0, minutes = 3 }
    app-cpu         = { space = "ECS", metric = "CPUUtilization", on = local.on_service, statistic = "Average", above = 80, minutes = 10 }
    app-memory      = { space = "ECS", metric = "MemoryUtilization", on = local.on_service, statistic = "Average", above = 85, minutes = 10 }
    db-cpu          = { space = "RDS", metric = "CPUUtilization", on = local.on_database, statistic = "Average", above = 80, minutes = 10 }
    redis-memory    = { space = "ElastiCache", metric = "DatabaseMemoryUsagePercentage", on = local.on_redis, statistic = "Maximum", above = 80, minutes = 10 }
  }
}

resource "aws_cloudwatch_metric_alarm" "above" {
  for_each            = local.alarms
  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = "${each.value.metric} above ${each.value.above} for ${each.value.minutes} minutes"
  namespace           = "AWS/${each.value.space}"
  metric_name         = each.value.metric
  dimensions          = each.value.on
  statistic           = each.value.statistic
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.above
  period              = 60
  evaluation_periods  = each.value.minutes
  treat_missing_data  = "notBreaching" # a balancer that answered nothing with 5xx counts nothing
  alarm_actions       = var.alarm_topics
  ok_actions          = var.alarm_topics
}

resource "aws_cloudwatch_metric_alarm" "db_storage" {
  alarm_name          = "${local.name}-db-storage"
  alarm_description   = "Less than a fifth of the database's storage is free"
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  dimensions          = local.on_database
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = var.database.storage * local.gib / 5
  period              = 300
  evaluation_periods  = 2
  treat_missing_data  = "breaching"
  alarm_actions       = var.alarm_topics
  ok_actions          = var.alarm_topics
}
