"""A server of this machine: pages are posted to it, articles come back. It fetches nothing."""
