"""The edge towards Kubernetes: read through watches and LISTs, write by server-side apply.

Everything that knows an HTTP verb, a resourceVersion or a managedFields entry is in here; what it
hands upwards are the dataclasses of `core`.
"""
