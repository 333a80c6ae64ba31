"""One benchmark a module: `measure` yields named ratios with their targets."""
