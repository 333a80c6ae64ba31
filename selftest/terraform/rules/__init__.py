"""What is promised of every plan, one function for each promise; it yields what breaks it."""

from selftest.terraform.rules import balancer, database, network, operation, task
from selftest.terraform.rules.registry import RULES, broken

__all__ = ["RULES", "balancer", "broken", "database", "network", "operation", "task"]
