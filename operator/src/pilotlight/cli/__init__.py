"""`kubectl pilotlight`: what people do with rollouts, and read of endpoints, from a shell.

It runs the user's own kubectl and knows nothing of the operator's process. What a command prints or
sends is made by pure functions from the views in `views` and `workers`.
"""
