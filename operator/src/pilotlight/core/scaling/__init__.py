"""How many replicas the traffic needs: from samples of the workers' metrics to one number.

Nothing asks it yet but the simulator of `tests/bench/autoscale`, on which the law is chosen.
"""
