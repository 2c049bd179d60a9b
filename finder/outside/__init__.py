"""Every network call leaves from here."""
