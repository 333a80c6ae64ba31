"""Parts that faults are made of: routes, envelopes and credentials in the contract's words; ways to alter."""
