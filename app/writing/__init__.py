"""What the editor asks for while somebody writes."""
