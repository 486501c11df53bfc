"""The activator: holds requests while an endpoint has no ready worker. A process of its own.

Pure: `directory`, `estimate`, `keys`, `share`, `turns`, `waiting`, `workers`. Edges: the rest.
"""
