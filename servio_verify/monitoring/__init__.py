"""What others saw in the time of a run: error tracking, monitors, the balancer, tasks, logs, flags."""
