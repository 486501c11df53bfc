"""Getting the model into a folder that the engine can read."""
