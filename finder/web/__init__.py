"""Pages and the JSON API: parse, act, present."""
