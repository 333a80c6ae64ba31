"""HTTP facts: how both origins look from outside, for staging held against production."""
