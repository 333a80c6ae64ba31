"""How the second Servio breaks the contract."""
