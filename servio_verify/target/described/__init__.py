"""Whether what answers is the Servio that the settings describe."""
