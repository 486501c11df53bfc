"""End-to-end stories, and the local cluster that they can run on."""
