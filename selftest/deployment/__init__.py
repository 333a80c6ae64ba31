"""The hand on a deploy: what is told to whom, after which verdict."""
