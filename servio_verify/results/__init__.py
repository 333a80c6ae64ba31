"""Results as data: verdict, failures, samples, counts, history."""
