"""Generated files: the CRD, the chart's schema and copy of the CRD, and the reference pages.

Run as `python -m pilotlight.codegen`; with `--check` nothing is written and a difference is an
error. Runs on a developer's machine and in tests, never in the operator.
"""
