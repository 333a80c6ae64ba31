"""Mirror: the facts of one environment held against another's, and the differences that were agreed."""
