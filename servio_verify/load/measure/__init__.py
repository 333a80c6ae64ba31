"""Measurement of a load run: histograms, tallies, intervals, timeline."""
