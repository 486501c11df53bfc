"""What the stories are written with: endpoints, clients inside the cluster, and what to look at."""
