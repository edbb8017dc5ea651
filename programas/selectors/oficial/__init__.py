"""The official form as a document: what every format prints, already as text."""
