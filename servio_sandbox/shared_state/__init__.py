"""State that all tasks behind one balancer must share: rate limits and idempotency keys."""
