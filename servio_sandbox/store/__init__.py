"""What Servio keeps: models, rules and the seed."""
