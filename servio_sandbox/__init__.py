"""A Servio of our own, behind `--env local`: the contract, implemented, with faults on demand."""
