output "servio" {
  description = "Addresses and names of the environment."
  value       = module.servio
}
