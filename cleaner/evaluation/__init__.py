"""What `cleaner evaluate` measures, as a library: metrics, peers, runs, summaries."""
