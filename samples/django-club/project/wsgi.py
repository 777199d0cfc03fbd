"""What gunicorn serves. The first instance of a version brings the database up to date before it answers."""

import logging
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from project.secret import set_up_key

log = logging.getLogger("club")


def bring_up_to_date():
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=1)


def tell_how_to_begin():
    from django.contrib.auth import get_user_model

    if not get_user_model().objects.filter(is_superuser=True).exists():
        log.warning("Nobody can sign in yet. Make the first account at /set-up/?key=%s", set_up_key(settings.PROJECT))


application = get_wsgi_application()
bring_up_to_date()
tell_how_to_begin()
