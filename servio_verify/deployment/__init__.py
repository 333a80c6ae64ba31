"""The hand on a deploy: what answers a waiting deployment by a verdict."""
