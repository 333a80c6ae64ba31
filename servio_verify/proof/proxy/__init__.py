"""Proxy that has faults: between the suite and a target, without any change in either."""
