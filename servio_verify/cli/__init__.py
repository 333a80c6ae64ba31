"""The command `servio-verify`: one file for each of its commands in `commands`."""
