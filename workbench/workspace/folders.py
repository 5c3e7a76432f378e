"""Says where the workspace's files live. The folders themselves are found by `workbench.disk`."""

from workbench.disk import config_dir, data_dir, state_dir

__all__ = ["config_dir", "data_dir", "state_dir"]
