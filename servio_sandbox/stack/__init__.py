"""Local staging: the staging document's stack on one machine, of real parts and without a container engine."""
