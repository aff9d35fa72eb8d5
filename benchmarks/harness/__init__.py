"""What benchmarks share: a database of their own, a filled portal behind gunicorn, a client, and the plain page P."""
