"""What an examination does in a browser, which is started once."""
