"""Where a run runs: in processes of this machine, or on a cluster."""
