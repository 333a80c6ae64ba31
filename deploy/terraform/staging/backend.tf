# The bucket is made by hand, once: private, versioned, encrypted. use_lockfile: two people cannot apply at once.
terraform {
  backend "s3" {
    bucket       = "servio-terraform-state"
    key          = "staging/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}
