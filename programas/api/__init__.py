"""The year read by other programs: ``/api/v1/``, with the scope of the person that each one reads for."""
