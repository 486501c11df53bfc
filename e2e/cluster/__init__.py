"""A real Kubernetes on one machine, without a container registry or a cluster download.

Nothing outside this package depends on it: a story is told against whatever cluster its kubeconfig
names, and this package is one way of having one. It needs the standard library alone, so it
runs before anything has been installed. README.md explains the parts and the traps.
"""
