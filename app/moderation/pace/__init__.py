"""How fast a thread may go: when it grows hot, slow mode, and letting it run."""
