"""Pages of accounts: signing in, the second factor, one's own account, and everybody's for admins."""
