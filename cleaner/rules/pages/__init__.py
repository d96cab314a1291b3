"""Rules on whole pages as data: `KIND.toml` files beside what loads and matches them."""
