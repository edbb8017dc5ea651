"""Pages: load what the user may see, one selector, one template."""
