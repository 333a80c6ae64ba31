"""Rules for the configuration: one file for each family, one small function for each rule or a few of one kind."""
