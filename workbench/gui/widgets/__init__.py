"""Controls used by more than one feature: read-only values, labels, buttons, combo boxes."""
