"""How many replicas the traffic needs: from samples of the workers' metrics to one number.

`autoscale.decide` is the law, which the simulator of `tests/bench/autoscale` runs too. `report`
brings its answer to the plan, `wanted` makes the number of it, and `told` says so.
"""
