"""The sandbox as others meet it."""
