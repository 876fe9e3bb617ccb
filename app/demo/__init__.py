"""The demo community: "Café Nordlicht", for trying Earshot out. A room of its own: it uses the verbs of every other."""
