"""Proof: what the suite catches on a target, by putting faults between both and looking whether it notices."""
