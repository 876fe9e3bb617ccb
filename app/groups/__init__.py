"""Groups: named sets of members, kept by hand."""
