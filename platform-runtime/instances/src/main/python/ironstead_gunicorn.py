"""What gunicorn reads in an instance: the program's own gunicorn.conf.py as if this file were not there, and then jobs."""

import os

from ironstead_jobs._serving import wrap as _wrap

if os.path.exists("gunicorn.conf.py"):
    with open("gunicorn.conf.py", encoding="utf-8") as _file:
        exec(compile(_file.read(), "gunicorn.conf.py", "exec"), globals())

_programs_own = globals().get("post_worker_init")


def post_worker_init(worker):
    if _programs_own is not None:
        _programs_own(worker)
    worker.wsgi = _wrap(worker.wsgi)
