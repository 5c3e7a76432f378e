"""The log: a row for each exchange, and the details of the selected one."""
