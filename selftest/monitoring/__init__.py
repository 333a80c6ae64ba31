"""Silent failures: sources of monitoring, asked for real beside runs and by themselves."""
