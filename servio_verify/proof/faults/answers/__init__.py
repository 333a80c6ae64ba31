"""Faults of what is answered: envelopes, records, values, age, pages of lists, pages of the web app."""
