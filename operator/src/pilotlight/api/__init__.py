"""What users write and read: the `InferenceEndpoint` resource, its conditions and their reasons.

Pure data. Nothing here talks to a cluster, reads a clock or logs.
"""
