"""The loop: a key comes up, its world is observed, planned and carried out, and it comes back."""
