"""The edge towards Prometheus: what the workers counted, as the dataclasses of `core.traffic`.

Raw samples are read and added up here rather than by PromQL, because only raw samples show how old
they are: an instant vector carries the time of its evaluation, and looks back five minutes.
"""
