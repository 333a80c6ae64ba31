# What belongs to the account, and so is in no file here: TF_VAR_image and so on, or a terraform.tfvars of one's own.
variable "image" {
  description = "The container image that runs now, by tag or digest: see docs/terraform.md."
  type        = string
}

variable "ecr_repository_arn" {
  description = "The ECR repository of that image."
  type        = string
}

variable "certificate_arn" {
  description = "The ACM certificate for the web and API hosts."
  type        = string
}

variable "alarm_topics" {
  description = "ARNs of the SNS topics that are told of alarms."
  type        = list(string)
}

variable "public_settings" {
  description = "Environment variables of the tasks that are no secret, such as NEXT_PUBLIC_SUPABASE_URL."
  type        = map(string)
  default     = {}
}

variable "redis_auth_token" {
  description = "Redis' first token: 16 to 128 letters and digits. Later values are ignored."
  type        = string
  sensitive   = true
}
