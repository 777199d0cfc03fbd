"""Words that all instances must know and nobody else: made once, kept in the datastore, never in the archive."""

import secrets

from google.cloud import datastore


def secret_key(project):
    """What Django signs sessions and forms with."""
    return _kept(project, "django")


def set_up_key(project):
    """Opens the page on which the first account is made."""
    return _kept(project, "set-up")


def _kept(project, name):
    client = datastore.Client(project=project)
    key = client.key("Secret", name)
    found = client.get(key)
    if found is None:
        with client.transaction():
            found = client.get(key)
            if found is None:
                found = datastore.Entity(key, exclude_from_indexes=("words",))
                found["words"] = secrets.token_urlsafe(48)
                client.put(found)
    return found["words"]
