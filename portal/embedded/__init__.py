"""Private PostgreSQL and Valkey for one command: started before it, stopped after it, gone with it.

`python -m portal.embedded [--data DIR] -- COMMAND` is a door of the design (part 8). It knows nothing of Django:
it runs before a database exists, and it must start fast.
"""
