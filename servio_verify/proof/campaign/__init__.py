"""Campaign: runs of the suite under each fault, and again without it."""
