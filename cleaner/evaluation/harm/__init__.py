"""What a cleaner takes from texts that it should leave alone: cut, joined, boxed, set otherwise."""
