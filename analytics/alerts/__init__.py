"""Alerts: what has come up since somebody looked last, and what to do about it."""
