"""What the application hands over to others: the certificate and its checker."""
