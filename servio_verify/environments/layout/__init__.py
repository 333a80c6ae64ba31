"""Layout of a target: where it has what the contract names, and by what it is known."""
