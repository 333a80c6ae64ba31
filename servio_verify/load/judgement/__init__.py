"""Judgement of a load run: gates, generator health, baseline, reasons, chart and table."""
