"""The client: keeps what was submitted, spreads it over the nodes, and repeats elsewhere what a lost node had."""

import http.client
import json
import threading
import time
import urllib.parse
import urllib.request
from collections import deque

from . import _wire

_BATCH_SECONDS = 0.2  # a batch is as many jobs as take about this long, so a lost node costs little
_BATCH_JOBS = 500
_BATCH_BYTES = 4 << 20
_SILENT_SECONDS = 10.0  # an instance says something every second
_WAKE_SECONDS = 90.0  # a node may have to start an instance first
_PAUSE_SECONDS = 1.0
_TRIES = 3  # of a job whose process ended
_HELD_BYTES = 256 << 20


class JobError(Exception):
    """A job raised what is not an exception that can be carried here: its type and message."""


class JobLost(Exception):
    """A job has no result: its process ended, or it took longer than it may."""


class Cancelled(Exception):
    """The job was cancelled before it had a result."""


class NoNodes(Exception):
    """No node could run the site's jobs for a minute."""


class Refused(Exception):
    """The platform refuses: the ticket is not of this site, or over; or the site runs no jobs."""


class Job:
    """One submitted call. Calling it waits for its result."""

    __slots__ = ("_server", "_body", "_seconds", "_state", "_value", "_tries", "node")

    def __init__(self, server, body, seconds):
        self._server, self._body, self._seconds = server, body, seconds
        self._state, self._value, self._tries = "waiting", None, 0
        self.node = None  # who ran it

    def __call__(self, timeout=None):
        """The result. Raises what the job raised, with its traceback as the cause; TimeoutError after these seconds."""
        with self._server._changed:
            if not self._server._changed.wait_for(self.done, timeout):
                raise TimeoutError("The job has no result yet")
        if self._state == "done":
            return _wire.load(self._value)
        if isinstance(self._value, Exception):
            raise self._value
        kind, message, text, itself = _wire.load(self._value)
        cause = JobError("On the node:\n" + text)
        raise (JobError("%s: %s" % (kind, message)) if itself is None else _wire.load(itself)) from cause

    def done(self):
        """Whether it ended, in whatever way."""
        return self._state not in ("waiting", "sent")

    @property
    def state(self):
        """waiting, sent, done, failed, lost or cancelled"""
        return self._state

    def cancel(self):
        """True: it has no result and will have none. One that was sent may run to its end, unheard."""
        return self._server._cancel(self)


class Server:
    """The site's instances on all nodes, as one place to run Python functions.

    site: its name. token: an API token of the console that may deploy to the site; or ticket: what the console made of it.
    console: the console's address. nodes: "host:port" of the nodes' brokers, when not asked of the console.
    host: the site's host name. timeout: seconds a job may take unless submit says otherwise, 600 at most.
    """

    def __init__(self, site, token=None, console=None, nodes=None, host=None, ticket=None, timeout=60.0):
        self.site, self._timeout = site, _allowed(timeout)
        self._console, self._token, self._ticket = console, token, ticket
        if ticket is None:
            granted = self._ask_console()
            nodes, host = nodes or granted["nodes"], host or granted["host"]
        if not nodes or not host:
            raise ValueError("Say the nodes and the site's host name, or where the console is")
        self._host = host
        self._changed = threading.Condition()
        self._waiting, self._held, self._open = deque(), 0, 0
        self._closed, self._failure = False, None
        self._nodes = [_Node(address) for address in nodes]
        self._heard = time.monotonic()
        for node in self._nodes:
            self._more(node)

    def submit(self, function, args=(), kwargs=None, depfuncs=(), modules=(), timeout=None):
        """Hands in one call; waits only while 256 MiB of arguments are in memory. function: as in map."""
        return self._enter([self._job(_wire.describe(function, tuple(depfuncs), tuple(modules)), args, kwargs or {}, timeout)])[0]

    def map(self, function, values, depfuncs=(), modules=(), timeout=None):
        """One job per value; yields the results in the order of the values.

        function: one of the site's program (or its name, "module:name"), or one of the calling script, which then travels
        as text with the functions and the names of modules it needs (depfuncs, modules).
        """
        described = _wire.describe(function, tuple(depfuncs), tuple(modules))
        jobs = self._enter([self._job(described, (value,), {}, timeout) for value in values])
        return (job() for job in jobs)

    def wait(self, timeout=None):
        """Until every job has ended; whether they have."""
        with self._changed:
            return self._changed.wait_for(lambda: self._open == 0, timeout)

    def stats(self):
        """Jobs that ended by node, and what is waiting and under way."""
        with self._changed:
            return {
                "waiting": len(self._waiting),
                "open": self._open,
                "nodes": {one.address: {"done": one.done, "lost": one.lost, "at_once": one.width} for one in self._nodes},
            }

    def close(self):
        """Cancels what has no result."""
        with self._changed:
            self._closed = True
            self._give_up(Cancelled("The server was closed"), "cancelled")
            self._changed.notify_all()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _job(self, described, args, named, timeout):
        body = _wire.pack_job(described, tuple(args), named)
        if len(body) > _wire.FRAME_BYTES_MAX:
            raise ValueError("The arguments of a job may have %d bytes" % _wire.FRAME_BYTES_MAX)
        return Job(self, body, self._timeout if timeout is None else _allowed(timeout))

    def _enter(self, jobs):
        for job in jobs:
            with self._changed:
                self._changed.wait_for(lambda: self._held < _HELD_BYTES or self._closed)
                if self._closed or self._failure is not None:
                    raise self._failure or Cancelled("The server was closed")
                if self._open == 0:
                    self._heard = time.monotonic()
                self._waiting.append(job)
                self._open += 1
                self._held += len(job._body)
                if len(self._waiting) == 1 or len(jobs) == 1:
                    self._changed.notify_all()
        return jobs

    def _cancel(self, job):
        with self._changed:
            if job.done():
                return job._state == "cancelled"
            self._end(job, "cancelled", Cancelled("The job was cancelled"), None)
            self._changed.notify_all()
            return True

    def _end(self, job, state, value, node):
        if job.done():
            return  # cancelled, or repeated while the first run still answered
        self._held -= len(job._body)
        job._state, job._value, job._body, job.node = state, value, b"", node
        self._open -= 1

    def _give_up(self, why, state):
        for job in self._waiting:
            self._end(job, state, why, None)
        self._waiting.clear()
        for node in self._nodes:
            for job in node.under_way:
                self._end(job, state, why, None)

    def _more(self, node):
        node.slots += 1
        threading.Thread(target=self._serve, args=(node,), daemon=True, name="jobs-" + node.address).start()

    def _serve(self, node):
        """One connection to one node: batch after batch."""
        connection = None
        while True:
            batch = self._take(node)
            if batch is None:
                break
            try:
                connection = connection or http.client.HTTPConnection(node.address, timeout=_WAKE_SECONDS)
                left = self._send(connection, node, batch)
            except (OSError, http.client.HTTPException, _wire.Broken, EOFError):
                connection = _closed(connection)
                self._back(node, batch)
                time.sleep(_PAUSE_SECONDS)
            except Refused as refusal:
                connection = _closed(connection)
                self._refused(node, batch, refusal)
            else:
                self._back(node, left)
        _closed(connection)

    def _take(self, node):
        """The next batch; None when there will be none."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if self._closed:
                return None
            slots = sum(max(1, one.slots) for one in self._nodes)
            # Less and less towards the end, so that all end together.
            fair = -(-len(self._waiting) // (2 * slots))
            most = min(_BATCH_JOBS, fair, max(1, int(_BATCH_SECONDS / node.job_seconds)))
            batch, size = [], 0
            while self._waiting and len(batch) < most and size < _BATCH_BYTES:
                job = self._waiting.popleft()
                if not job.done():
                    job._state = "sent"
                    batch.append(job)
                    size += len(job._body)
            node.under_way.update(batch)
            return batch

    def _back(self, node, batch):
        """What has no result goes first again, to whichever node asks next."""
        with self._changed:
            node.under_way.difference_update(batch)
            again = [job for job in batch if not job.done()]
            for job in again:
                job._state = "waiting"
            self._waiting.extendleft(reversed(again))
            node.lost += len(again)
            if again and time.monotonic() - self._heard > _WAKE_SECONDS:
                self._give_up(NoNodes("No node ran a job for %g seconds" % _WAKE_SECONDS), "lost")
            self._changed.notify_all()

    def _refused(self, node, batch, refusal):
        self._back(node, batch)
        if self._token is not None and not node.renewed:
            node.renewed = True  # A ticket lasts an hour: perhaps it is only over.
            try:
                self._ask_console()
                return
            except OSError:
                pass
        with self._changed:
            self._failure = refusal
            self._give_up(refusal, "lost")
            self._changed.notify_all()

    def _send(self, connection, node, batch):
        """Sends a batch and takes its results; what has none."""
        if not batch:
            return batch
        body = b"".join(_wire.frame(_wire.JOB, at, job._body, job._seconds) for at, job in enumerate(batch))
        headers = {"Host": self._host, "X-Ironstead-Jobs": self._ticket, "Content-Type": "application/octet-stream"}
        if connection.sock is not None:
            connection.sock.settimeout(_WAKE_SECONDS)
        connection.request("POST", _wire.PATH, body, headers)
        answer = connection.getresponse()
        if answer.status in (401, 403, 404, 405):
            raise Refused("%s answers %d %s" % (node.address, answer.status, answer.read(2000).decode("utf-8", "replace")))
        if answer.status != 200:
            raise http.client.HTTPException("The node answers %d" % answer.status)
        if connection.sock is not None:
            connection.sock.settimeout(_SILENT_SECONDS)
        ran = (answer.getheader("X-Ironstead-Node") or node.address).split(",")[-1].strip()
        began, number = time.monotonic(), 0
        while True:
            kind, at, _, result = _wire.read_frame(answer.read)
            self._heard = time.monotonic()
            if kind == _wire.HELLO:
                self._widen(node, at)
                began = time.monotonic()
            elif kind == _wire.END:
                answer.read()
                break
            elif kind != _wire.BEAT:
                number += 1
                self._result(node, batch[at], kind, result, ran)
        node.renewed = False
        if number:
            node.job_seconds = max(1e-5, 0.5 * node.job_seconds + 0.5 * (time.monotonic() - began) / number)
        return batch

    def _result(self, node, job, kind, result, ran):
        with self._changed:
            if kind == _wire.LOST:
                job._tries += 1
                if job._tries >= _TRIES or b"took more" in result:
                    self._end(job, "lost", JobLost("The job has no result: " + result.decode()), ran)
            else:
                self._end(job, "done" if kind == _wire.DONE else "failed", result, ran)
                node.done += 1
            self._changed.notify_all()

    def _widen(self, node, width):
        """Two connections for each process there: one batch runs while the next one is on its way."""
        with self._changed:
            node.width = max(1, min(64, width))
            missing = min(6, 2 * node.width) - node.slots
        for _ in range(missing):
            self._more(node)

    def _ask_console(self):
        if not self._console or not self._token:
            raise ValueError("A ticket comes from the console: say its address and an API token")
        where = "%s/api/v1/sites/%s/jobs/tickets" % (self._console.rstrip("/"), urllib.parse.quote(self.site, ""))
        asked = urllib.request.Request(where, b"", {"Authorization": "Bearer " + self._token}, method="POST")
        with urllib.request.urlopen(asked, timeout=30) as answer:
            granted = json.loads(answer.read(1 << 20))
        self._ticket = granted["ticket"]
        return granted


class _Node:
    def __init__(self, address):
        self.address, self.width, self.slots = address, 1, 0
        self.job_seconds = 0.02  # of one job, as this node's batches took
        self.done = self.lost = 0
        self.renewed = False
        self.under_way = set()


def _allowed(seconds):
    if not 0 < seconds <= _wire.SECONDS_MAX:
        raise ValueError("A job may take 0 to %g seconds" % _wire.SECONDS_MAX)
    return float(seconds)


def _closed(connection):
    if connection is not None:
        connection.close()
