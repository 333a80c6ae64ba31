"""Units of what looks at the target."""
