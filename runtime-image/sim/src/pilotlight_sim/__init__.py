"""A simulated vLLM: the same flags, routes, stream format and metric names, without a GPU.

Test equipment. It runs behind the real supervisor and the real gate, so that rollouts, drains and
crashes can be exercised by the hundred on a laptop. What it never proves is that vLLM does the
same; for each capability at least one test runs on the real engine.
"""

__version__ = "0.2.0"
# The vLLM whose behaviour is imitated.
SIMULATED_VERSION = "0.32.0"
