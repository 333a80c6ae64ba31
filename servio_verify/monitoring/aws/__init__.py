"""AWS in the time of a run: the balancer, the tasks and the log group, through the infra tier's read-only account."""
