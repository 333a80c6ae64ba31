variable "environment" {
  description = "The environment's name: every name in AWS is made of it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,14}$", var.environment))
    error_message = "2 to 15 lower-case letters and digits, a letter first: the name is part of servio-NAME-alb."
  }
}

variable "region" {
  description = "The AWS region."
  type        = string
  default     = "us-east-1"
}

variable "network" {
  description = "The VPC's /16, its two availability zones, and how many of them have a NAT gateway of their own."
  type = object({
    cidr         = string
    zones        = optional(list(string), ["us-east-1a", "us-east-1b"])
    nat_gateways = number
  })

  validation {
    condition     = can(cidrhost(var.network.cidr, 0)) && endswith(var.network.cidr, "/16")
    error_message = "network.cidr is a /16, such as 10.1.0.0/16: the subnets are its /24 blocks."
  }

  validation {
    condition     = length(distinct(var.network.zones)) == 2
    error_message = "network.zones are two different zones: the load balancer and the database need two."
  }

  validation {
    condition     = contains([1, 2], var.network.nat_gateways)
    error_message = "network.nat_gateways is 1, or 2 where the loss of a zone must not cut off the other."
  }
}

variable "addresses" {
  description = "Where users reach the web application and the API. The certificate holds both names."
  type = object({
    web             = string
    api             = string
    certificate_arn = string
  })

  validation {
    condition     = startswith(var.addresses.web, "https://") && startswith(var.addresses.api, "https://")
    error_message = "addresses.web and addresses.api begin with https://."
  }
}

variable "image" {
  description = "The container image, by tag or digest. It is the one that runs: deploys change it, not Terraform."
  type        = string

  validation {
    condition     = can(regex("(@sha256:[0-9a-f]{64}|:[A-Za-z0-9_][A-Za-z0-9_.-]*)$", var.image)) && !endswith(var.image, ":latest")
    error_message = "image ends with a tag or with @sha256: and 64 digits; the tag latest names no build."
  }
}

variable "ecr_repository_arn" {
  description = "The ECR repository that the image comes from: the only one that tasks may pull from."
  type        = string
}

variable "task" {
  description = "CPU units and MiB of one task, and how many run."
  type = object({
    cpu    = optional(number, 512)
    memory = optional(number, 1024)
    count  = optional(number, 2)
  })
  default = {}
}

variable "public_settings" {
  description = "Environment variables that are no secret, beside those that the module sets itself."
  type        = map(string)
  default     = {}

  validation {
    condition = alltrue([
      for name in keys(var.public_settings) :
      startswith(name, "NEXT_PUBLIC_") || !can(regex("(SECRET|PASSWORD|TOKEN|_KEY$|DATABASE_URL|REDIS_URL)", name))
    ])
    error_message = "A name in public_settings looks like a secret: whoever may describe a task definition can read it."
  }
}

variable "secret_names" {
  description = "Environment variables whose values are in Secrets Manager, under servio-ENVIRONMENT/NAME."
  type        = set(string)
  default = [
    "DATABASE_URL",
    "DATADOG_API_KEY",
    "DATADOG_APP_KEY",
    "LAUNCHDARKLY_SDK_KEY",
    "NEXT_PUBLIC_SUPABASE_ANON_KEY",
    "REDIS_URL",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "SUPABASE_SERVICE_ROLE_KEY",
    "UNLEASH_API_KEY",
  ]
}

variable "database" {
  description = "PostgreSQL: class, GiB, a standby in the other zone, days of backups, the weekly hour of maintenance."
  type = object({
    instance_class     = string
    storage            = optional(number, 20)
    multi_az           = bool
    backup_days        = number
    maintenance_window = string
  })
}

variable "cache" {
  description = "Redis: class and number of nodes; two or more fail over by themselves."
  type = object({
    node_type          = optional(string, "cache.t3.micro")
    nodes              = number
    snapshot_days      = number
    maintenance_window = string
  })
}

variable "redis_auth_token" {
  description = "Redis' first token, replaced right after the first apply (docs/terraform.md); later values are ignored."
  type        = string
  sensitive   = true
}

variable "deletion_protection" {
  description = "AWS refuses to delete the database and the load balancer."
  type        = bool
}

variable "log_days" {
  description = "Days for which CloudWatch keeps logs."
  type        = number
}

variable "alarm_topics" {
  description = "ARNs of the SNS topics that are told of alarms."
  type        = list(string)
}
