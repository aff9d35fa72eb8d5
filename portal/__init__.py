"""The portal: joins the apps into one intranet.

Nothing is imported here: `portal.embedded` runs before Django, and must not load it.
"""
