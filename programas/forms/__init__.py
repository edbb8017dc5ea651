"""Outside shapes to domain types: what people type, checked and cleaned before a service sees it."""
