"""Places by name, postcode or stop, resolved without the internet."""
