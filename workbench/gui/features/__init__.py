"""One package for each feature: its pane, its controller, its text. Features do not import each other."""
