"""The demo: one made-up organisation, with all processes of the portal around one terminal."""
