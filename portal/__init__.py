"""The portal: joins the apps into one intranet."""
