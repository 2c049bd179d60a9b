"""Pages about where entries are: the list of doubtful positions, and the page that sets one."""
