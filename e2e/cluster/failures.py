"""The one exception of this package."""


class ClusterError(Exception):
    """Something a person has to know or mend. The command line shows it without a traceback."""
