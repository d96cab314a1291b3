"""What rules, model and profile say of each block, merged into its verdict."""
