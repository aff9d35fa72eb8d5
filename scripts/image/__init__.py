"""What `make image-check` is made of: read the Dockerfile, execute its steps, start what compose starts."""
