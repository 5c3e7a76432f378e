"""The Log dock: a row for each exchange, and everything that is known of the selected one."""
