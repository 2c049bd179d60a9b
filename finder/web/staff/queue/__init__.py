"""The queue of what visitors propose, for staff to decide on."""
