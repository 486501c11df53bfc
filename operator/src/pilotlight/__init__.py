"""Pilotlight: serve large language models on Kubernetes from one custom resource."""

__version__ = "0.1.0"
