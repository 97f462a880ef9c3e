"""Bureaus and units become organisations of a firm; a project's parties become foreign keys to them."""

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

PARTIES = {
    'evaluated_unit': ('被评价单位', 'evaluated_in'),
    'competent_department': ('主管部门', 'competent_in'),
    'commissioning_bureau': ('委托方', 'commissioned'),
}


def make_organisations(apps, schema_editor):
    """Every name that a project states becomes an organisation of its firm, once.

    Versions of the past are linked where their name is among those; the log of actions keeps all of them.
    """
    _fill(apps)
    if schema_editor.connection.vendor == 'postgresql':  # tables cannot be changed while checks are pending
        schema_editor.execute('SET CONSTRAINTS ALL IMMEDIATE')
        schema_editor.execute('SET CONSTRAINTS ALL DEFERRED')


def _fill(apps):
    directory = _Directory(apps)
    for project in apps.get_model('evaluations', 'Project').objects.order_by('pk'):
        for field in PARTIES:
            setattr(project, field, directory.named(project.firm_id, getattr(project, f'{field}_name')))
        directory.admit(project.evaluated_unit, apps, 'UnitMembership', 'unit_id', project.unit_id)
        directory.admit(project.commissioning_bureau, apps, 'BureauMembership', 'bureau_id', project.bureau_id)
        project.save(update_fields=list(PARTIES))
    for unit in apps.get_model('evaluations', 'FurtherUnit').objects.select_related('project').order_by('pk'):
        unit.organisation = directory.named(unit.project.firm_id, unit.name) or directory.named(
            unit.project.firm_id, '—'
        )
        unit.save(update_fields=['organisation'])
    for past in apps.get_model('evaluations', 'HistoricalProject').objects.order_by('pk'):
        for field in PARTIES:
            known = directory.known.get((past.firm_id, getattr(past, f'{field}_name').strip()))
            setattr(past, f'{field}_id', known and known.pk)
        past.save(update_fields=list(PARTIES))
    firms = dict(apps.get_model('evaluations', 'Project').objects.values_list('pk', 'firm'))
    for past in apps.get_model('evaluations', 'HistoricalFurtherUnit').objects.order_by('pk'):
        known = directory.known.get((firms.get(past.project_id), past.name.strip()))
        past.organisation_id = known and known.pk
        past.save(update_fields=['organisation'])


class _Directory:
    """The organisations made so far, by firm and name."""

    def __init__(self, apps):
        self.model = apps.get_model('evaluations', 'Organisation')
        self.history = apps.get_model('evaluations', 'HistoricalOrganisation')
        self.known = {}

    def named(self, firm_id, name):
        name = name.strip()
        if not name:
            return None
        if (firm_id, name) not in self.known:
            made = self.model.objects.create(firm_id=firm_id, name=name)
            self.history.objects.create(
                id=made.pk,
                firm_id=firm_id,
                name=name,
                revision=1,
                history_type='+',
                history_date=django.utils.timezone.now(),
            )
            self.known[firm_id, name] = made
        return self.known[firm_id, name]

    def admit(self, organisation, apps, old, column, number):
        """The officers and contacts of the former bureau or unit."""
        if organisation is None or number is None:
            return
        new = apps.get_model('evaluations', 'OrganisationMembership')
        for one in apps.get_model('evaluations', old).objects.filter(**{column: number}):
            new.objects.get_or_create(organisation=organisation, user_id=one.user_id)


def _party(history, label, related_name):
    if history:
        return models.ForeignKey(
            blank=True,
            db_constraint=False,
            null=True,
            on_delete=django.db.models.deletion.DO_NOTHING,
            related_name='+',
            to='evaluations.organisation',
            verbose_name=label,
        )
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to='evaluations.organisation',
        verbose_name=label,
    )


def _further(history, *, null):
    if history:
        return _party(True, '单位', '')
    return models.ForeignKey(
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name='further_in',
        to='evaluations.organisation',
        verbose_name='单位',
    )


def _both(model, operation):
    """The operation on a model and on its history."""
    return [operation(f'historical{model}', True), operation(model, False)]


def _renamed(field):
    return _both(
        'project', lambda model, _: migrations.RenameField(model, field, f'{field}_name')
    )


def _linked(field, label, related_name):
    return _both(
        'project',
        lambda model, history: migrations.AddField(model, field, _party(history, label, related_name)),
    )


def _removed(model, field):
    return _both(model, lambda name, _: migrations.RemoveField(name, field))


class Migration(migrations.Migration):
    dependencies = [('evaluations', '0015_ticks_and_removals')]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='名称')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('firm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='evaluations.firm')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='evaluations.organisation')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalOrganisation',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='名称')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('firm', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='evaluations.firm')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged_into', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='evaluations.organisation')),
            ],
            options={
                'verbose_name': 'historical organisation',
                'verbose_name_plural': 'historical organisations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='OrganisationMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='evaluations.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='organisation_memberships', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='organisation',
            name='members',
            field=models.ManyToManyField(related_name='organisations', through='evaluations.OrganisationMembership', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='organisationmembership',
            constraint=models.UniqueConstraint(fields=('organisation', 'user'), name='organisation_member_once'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(('merged_into__isnull', True)), fields=('firm', 'name'), name='organisation_once_per_firm'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='organisation_is_named'),
        ),
        *(step for field in PARTIES for step in _renamed(field)),
        *(step for field, (label, related_name) in PARTIES.items() for step in _linked(field, label, related_name)),
        *_both('furtherunit', lambda model, history: migrations.AddField(model, 'organisation', _further(history, null=True))),
        migrations.RunPython(make_organisations, migrations.RunPython.noop, elidable=True),
        migrations.AlterField('furtherunit', 'organisation', _further(False, null=False)),
        *_removed('furtherunit', 'name'),
        *(step for field in PARTIES for step in _removed('project', f'{field}_name')),
        *_removed('project', 'bureau'),
        *_removed('project', 'unit'),
        migrations.DeleteModel('BureauMembership'),
        migrations.DeleteModel('UnitMembership'),
        migrations.DeleteModel('Bureau'),
        migrations.DeleteModel('EvaluatedUnit'),
    ]
