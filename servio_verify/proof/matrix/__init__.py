"""Matrix of a proof: faults against the checks that caught them, and how it is shown."""
