"""Small parts that the panes are made of: values to read, marks, badges. No pane, no rule, no service."""
