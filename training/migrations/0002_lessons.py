import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
import zoneinfo
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Confidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.PositiveSmallIntegerField(null=True)),
                ('after', models.PositiveSmallIntegerField(null=True)),
                ('rated_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.SlugField(max_length=60)),
                ('position', models.PositiveSmallIntegerField()),
                ('title_nl', models.CharField(max_length=120, verbose_name='title in Dutch')),
                ('title_en', models.CharField(blank=True, max_length=120, verbose_name='title in English')),
                ('body_nl', models.TextField(verbose_name='text in Dutch')),
                ('body_en', models.TextField(blank=True, verbose_name='text in English')),
            ],
        ),
        migrations.CreateModel(
            name='LessonRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='QuizAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='QuizAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(db_index=True, null=True)),
                ('right', models.PositiveSmallIntegerField(null=True)),
                ('total', models.PositiveSmallIntegerField(null=True)),
                ('passed', models.BooleanField(default=False)),
                ('again', django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=60), default=list)),
            ],
        ),
        migrations.CreateModel(
            name='Scenario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.SlugField(max_length=60)),
                ('position', models.PositiveSmallIntegerField()),
                ('situation_nl', models.TextField(verbose_name='situation in Dutch')),
                ('situation_en', models.TextField(blank=True, verbose_name='situation in English')),
                ('question_nl', models.CharField(max_length=200, verbose_name='question in Dutch')),
                ('question_en', models.CharField(blank=True, max_length=200, verbose_name='question in English')),
            ],
        ),
        migrations.CreateModel(
            name='ScenarioChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveSmallIntegerField()),
                ('text_nl', models.CharField(max_length=300, verbose_name='choice in Dutch')),
                ('text_en', models.CharField(blank=True, max_length=300, verbose_name='choice in English')),
                ('is_right', models.BooleanField(default=False)),
                ('explanation_nl', models.TextField(verbose_name='explanation in Dutch')),
                ('explanation_en', models.TextField(blank=True, verbose_name='explanation in English')),
            ],
        ),
        migrations.AddField(
            model_name='course',
            name='key',
            field=models.SlugField(blank=True, editable=False, max_length=60),
        ),
        migrations.AlterField(
            model_name='course',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='course',
            trigger=pgtrigger.compiler.Trigger(name='training_course_in_portal_has_lessons', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND (NEW.kind, NEW.published_at, NEW.archived_at)\n        IS NOT DISTINCT FROM (OLD.kind, OLD.published_at, OLD.archived_at) THEN\n        RETURN NEW;\n    END IF;\n    IF NEW.kind = 'in_portal' AND NEW.published_at IS NOT NULL AND NEW.archived_at IS NULL\n        AND NOT EXISTS (SELECT 1 FROM training_lesson WHERE course_id = NEW.id) THEN\n        RAISE EXCEPTION 'training_course_in_portal_has_lessons: course % has none', NEW.id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'training_course_in_portal_has_lessons';\n    END IF;\n    RETURN NEW;\n", hash='af916c58d0b1a1db5856d9e11d03e7d5ebbf27f7', operation='INSERT OR UPDATE', pgid='pgtrigger_training_course_in_portal_has_lessons_38948', table='training_course', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='completion',
            constraint=models.UniqueConstraint(models.F('person'), models.F('course'), django.db.models.functions.datetime.TruncDate('completed_at', tzinfo=zoneinfo.ZoneInfo(key='Europe/Amsterdam')), condition=models.Q(('source', 'portal')), name='training_completion_in_portal_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='training_course_key_once'),
        ),
        migrations.AddConstraint(
            model_name='course',
            constraint=models.CheckConstraint(condition=models.Q(('created_by__isnull', False), models.Q(('key', ''), _negated=True), _connector='OR'), name='training_course_has_author_or_key'),
        ),
        migrations.AddField(
            model_name='confidence',
            name='course',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.course'),
        ),
        migrations.AddField(
            model_name='confidence',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lesson',
            name='course',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='training.course'),
        ),
        migrations.AddField(
            model_name='lessonread',
            name='lesson',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reads', to='training.lesson'),
        ),
        migrations.AddField(
            model_name='lessonread',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons_read', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='quizattempt',
            name='course',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quiz_attempts', to='training.course'),
        ),
        migrations.AddField(
            model_name='quizattempt',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quiz_attempts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='quizanswer',
            name='attempt',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='training.quizattempt'),
        ),
        migrations.AddField(
            model_name='scenario',
            name='course',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scenarios', to='training.course'),
        ),
        migrations.AddField(
            model_name='scenario',
            name='lesson',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='scenarios', to='training.lesson'),
        ),
        migrations.AddField(
            model_name='quizanswer',
            name='scenario',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.scenario'),
        ),
        migrations.AddField(
            model_name='scenariochoice',
            name='scenario',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='training.scenario'),
        ),
        migrations.AddField(
            model_name='quizanswer',
            name='choice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.scenariochoice'),
        ),
        migrations.AddConstraint(
            model_name='confidence',
            constraint=models.UniqueConstraint(fields=('person', 'course'), name='training_confidence_once'),
        ),
        migrations.AddConstraint(
            model_name='confidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('before__isnull', True), ('before__range', (1, 5)), _connector='OR'), models.Q(('after__isnull', True), ('after__range', (1, 5)), _connector='OR'), models.Q(('before__isnull', False), ('after__isnull', False), _connector='OR')), name='training_confidence_on_the_scale'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.UniqueConstraint(fields=('course', 'key'), name='training_lesson_key_once'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('course', 'position'), name='training_lesson_position_once'),
        ),
        migrations.AddConstraint(
            model_name='lesson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title_nl', ''), _negated=True), models.Q(('body_nl', ''), _negated=True)), name='training_lesson_has_words'),
        ),
        migrations.AddConstraint(
            model_name='lessonread',
            constraint=models.UniqueConstraint(fields=('person', 'lesson'), name='training_lessonread_once'),
        ),
        migrations.AddConstraint(
            model_name='quizattempt',
            constraint=models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True)), fields=('person', 'course'), name='training_quizattempt_one_open'),
        ),
        migrations.AddConstraint(
            model_name='quizattempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('again', []), ('finished_at__isnull', True), ('passed', False), ('right__isnull', True), ('total__isnull', True)), models.Q(('finished_at__isnull', False), ('right__isnull', False), ('total__isnull', False), ('finished_at__gte', models.F('began_at')), ('right__lte', models.F('total')), ('total__gte', 1)), _connector='OR'), name='training_quizattempt_result_when_finished'),
        ),
        migrations.AddConstraint(
            model_name='scenario',
            constraint=models.UniqueConstraint(fields=('course', 'key'), name='training_scenario_key_once'),
        ),
        migrations.AddConstraint(
            model_name='scenario',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('course', 'position'), name='training_scenario_position_once'),
        ),
        migrations.AddConstraint(
            model_name='scenario',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('situation_nl', ''), _negated=True), models.Q(('question_nl', ''), _negated=True)), name='training_scenario_has_words'),
        ),
        migrations.AddConstraint(
            model_name='scenariochoice',
            constraint=models.UniqueConstraint(fields=('scenario', 'position'), name='training_scenariochoice_position_once'),
        ),
        migrations.AddConstraint(
            model_name='scenariochoice',
            constraint=models.UniqueConstraint(condition=models.Q(('is_right', True)), fields=('scenario',), name='training_scenariochoice_one_right'),
        ),
        migrations.AddConstraint(
            model_name='scenariochoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text_nl', ''), _negated=True), models.Q(('explanation_nl', ''), _negated=True)), name='training_scenariochoice_has_words'),
        ),
        migrations.AddConstraint(
            model_name='quizanswer',
            constraint=models.UniqueConstraint(fields=('attempt', 'scenario'), name='training_quizanswer_once'),
        ),
    ]
