"""The user's guide: its tasks (``tareas``), its pages (``paginas``), and what others offer of it (``ayuda``)."""
