"""The two origins of the second Servio."""
