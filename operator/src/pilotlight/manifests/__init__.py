"""Build. From a spec and names to the objects of Kubernetes, one file per kind.

Pure functions that read like the YAML they become; the only dicts that cross a border are these
finished manifests.
"""
