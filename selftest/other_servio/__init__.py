"""A second Servio, written from the contract alone and as unlike the sandbox as the contract allows."""
