# Only this file and the state's key differ between staging and production; reviewed-differences.toml says why.
locals {
  environment = "production"
}

module "servio" {
  source = "../modules/servio"

  environment = local.environment

  addresses = {
    web             = "https://servio.com"
    api             = "https://api.servio.com"
    certificate_arn = var.certificate_arn
  }

  network = {
    cidr         = "10.2.0.0/16"
    nat_gateways = 2
  }

  database = {
    instance_class     = "db.t3.small"
    multi_az           = true
    backup_days        = 30
    maintenance_window = "wed:05:00-wed:06:00"
  }

  cache = {
    nodes              = 2
    snapshot_days      = 7
    maintenance_window = "wed:06:00-wed:07:00"
  }

  deletion_protection = true
  log_days            = 365

  image              = var.image
  ecr_repository_arn = var.ecr_repository_arn
  public_settings    = var.public_settings
  redis_auth_token   = var.redis_auth_token
  alarm_topics       = var.alarm_topics
}
