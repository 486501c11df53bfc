"""Pilotlight: serve large language models on Kubernetes from one custom resource."""

__version__ = "0.2.0"
