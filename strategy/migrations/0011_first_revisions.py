from django.db import migrations

# What drafts say when this is carried out is their first revision, as of who wrote it last. A passage that says what is
# in force was carried over, so that who wrote it back then does not count as a writer of the draft.
FIRST_REVISIONS = """
INSERT INTO strategy_clauserevision (
    public_id, version_id, key, event, title_nl, title_en, text_nl, text_en, pillar, function_groups, aspect, change,
    saved_at, saved_by_id)
SELECT gen_random_uuid(), clause.version_id, clause.key,
    CASE WHEN clause.change = 'unchanged' THEN 'carried' ELSE 'saved' END,
    clause.title_nl, clause.title_en, clause.text_nl, clause.text_en, clause.pillar, clause.function_groups,
    clause.aspect, clause.change, clause.changed_at, clause.changed_by_id
FROM strategy_clause AS clause JOIN strategy_version AS version ON version.id = clause.version_id
WHERE version.state IN ('draft', 'in_review')
ORDER BY clause.id
"""


class Migration(migrations.Migration):
    dependencies = [("strategy", "0010_revisions_and_two_people")]
    operations = [migrations.RunSQL(FIRST_REVISIONS, migrations.RunSQL.noop)]
