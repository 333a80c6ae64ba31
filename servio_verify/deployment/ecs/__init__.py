"""Amazon ECS: deployments that wait at a pause lifecycle hook."""
