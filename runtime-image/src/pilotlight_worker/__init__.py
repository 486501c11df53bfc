"""The worker: what runs in a model pod around the engine.

`supervisor` gets the model, starts the engine, watches it and stops it in the right order;
`gate` is loaded by the engine's own HTTP server and decides what may reach it. Both talk over a
Unix socket (`channel`). Nothing here imports the engine.
"""

__version__ = "0.2.0"
