"""Stand-in Servio behind `--env local`: implements the contract, with faults on demand."""
