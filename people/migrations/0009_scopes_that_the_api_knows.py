from django.db import migrations, models

KNOWN = ["read_figures", "write_completions", "read_completions"]


class Migration(migrations.Migration):
    dependencies = [("people", "0008_scopes_that_open_something")]

    operations = [
        migrations.RemoveConstraint(model_name="apitoken", name="people_apitoken_scopes_known"),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(scopes__contained_by=KNOWN), name="people_apitoken_scopes_known"
            ),
        ),
    ]
