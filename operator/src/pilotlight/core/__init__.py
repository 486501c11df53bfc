"""Decide. Pure functions from an observed world to a plan; no I/O, no clock, no chance."""
