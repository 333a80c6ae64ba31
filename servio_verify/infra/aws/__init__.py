"""Facts of AWS, read with the user's own credentials; nothing here changes anything."""
