"""What the product costs, always as a ratio to a yardstick measured in the same run."""
