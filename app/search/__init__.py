"""Search: a reader of events, the index, and the results page."""
