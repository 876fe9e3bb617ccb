"""The start page and the few pages that belong to the whole site. A room of its own: it reads every kind."""
