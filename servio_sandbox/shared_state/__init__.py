"""State that all tasks behind one balancer must share: sessions, rate limits and idempotency keys."""
