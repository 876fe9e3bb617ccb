"""Groups: named sets of members, kept by hand or by a rule."""
