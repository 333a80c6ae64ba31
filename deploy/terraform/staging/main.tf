# Only this file and the state's key differ between staging and production; reviewed-differences.toml says why.
locals {
  environment = "staging"
}

module "servio" {
  source = "../modules/servio"

  environment = local.environment

  addresses = {
    web             = "https://staging.servio.com"
    api             = "https://api.staging.servio.com"
    certificate_arn = var.certificate_arn
  }

  network = {
    cidr         = "10.1.0.0/16"
    nat_gateways = 1
  }

  database = {
    instance_class     = "db.t3.micro"
    multi_az           = false
    backup_days        = 7
    maintenance_window = "mon:05:00-mon:06:00"
  }

  cache = {
    nodes              = 1
    snapshot_days      = 1
    maintenance_window = "mon:06:00-mon:07:00"
  }

  deletion_protection = false
  log_days            = 30

  image              = var.image
  ecr_repository_arn = var.ecr_repository_arn
  public_settings    = var.public_settings
  redis_auth_token   = var.redis_auth_token
  alarm_topics       = var.alarm_topics
}
