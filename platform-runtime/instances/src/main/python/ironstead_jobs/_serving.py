"""The part inside an instance: answers the platform's job requests beside the program, which sees none of them."""

import io
import os
import queue
import select
import subprocess
import sys
import threading
import time

from . import _wire

_WAIT_SECONDS = 600.0
_BEAT_SECONDS = 1.0


def processes():
    """How many jobs at once: this machine's processors, unless the platform says fewer."""
    told = os.environ.get("IRONSTEAD_JOB_PROCESSES", "")
    return min(64, int(told)) if told.isdigit() and int(told) > 0 else min(64, len(os.sched_getaffinity(0)))


class _Worker:
    """One process. It ends with its instance, for then its pipe ends."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ironstead_jobs._worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self.out = self.process.stdout
        self._held = b""

    def send(self, jobs):
        """In the background: a worker that writes results while jobs come in must not wait for us."""
        data = b"".join(_wire.frame(_wire.JOB, number, body) for number, _, body in jobs) + _wire.frame(_wire.END)
        threading.Thread(target=self._send, args=(data,), daemon=True).start()

    def _send(self, data):
        try:
            left = memoryview(data)
            while left:
                left = left[self.process.stdin.write(left) :]
        except OSError:
            pass  # It ended; whoever reads its answers learns that.

    def frames(self, seconds):
        """What has come, whole frames only; an empty list after this time. EOFError when the process ended."""
        if not select.select([self.out], [], [], max(0.0, seconds))[0]:
            return []
        part = os.read(self.out.fileno(), 1 << 20)
        if not part:
            raise EOFError
        self._held += part
        found, at = [], 0
        while len(self._held) - at >= _wire.HEAD_BYTES:
            kind, number, _, size = _wire._HEAD.unpack_from(self._held, at)
            end = at + _wire.HEAD_BYTES + size
            if len(self._held) < end:
                break
            found.append((kind, number, self._held[at:end]))
            at = end
        self._held = self._held[at:]
        return found

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.out.close()


class Workers:
    """The processes of one instance, each started by the first batch that needs it."""

    def __init__(self, count):
        self.count = count
        self._places = queue.LifoQueue()
        for _ in range(count):
            self._places.put(None)

    def run(self, jobs):
        """Frames of the results of these jobs: a generator. Closing it kills what still runs."""
        yield _wire.frame(_wire.HELLO, self.count)
        waited = time.monotonic()
        while True:
            try:
                worker = self._places.get(timeout=_BEAT_SECONDS)
                break
            except queue.Empty:
                if time.monotonic() - waited > _WAIT_SECONDS:
                    return
                yield _wire.frame(_wire.BEAT)
        free = None
        try:
            left, alone = list(jobs), False
            while left:
                if worker is None or worker.process.poll() is not None:
                    worker = _Worker()
                part = left[:1] if alone else left
                ended = yield from _batch(worker, part)
                if alone and not part:
                    left.pop(0)
                if ended is not None:
                    worker.kill()
                    worker = None
                    if alone or len(part) == 1:
                        yield _wire.frame(_wire.LOST, left.pop(0)[0], ended.encode())
                    # Which of several it was nobody knows, for results may have been on their way: now one by one.
                    alone = True
            free, worker = worker, None
        finally:
            if worker is not None:
                worker.kill()
            self._places.put(free)
        yield _wire.frame(_wire.END)


def _batch(worker, left):
    """Runs what is left, taking off what has a result. None at its end, or why the first of the rest has none."""
    worker.send(left)
    began = beat = time.monotonic()
    while True:
        now = time.monotonic()
        limit = began + left[0][1] if left else now + _BEAT_SECONDS
        try:
            came = worker.frames(min(limit, beat + _BEAT_SECONDS) - now)
        except EOFError:
            return "its process ended with %s" % worker.process.wait()
        if came:
            began = time.monotonic()
            over = came[-1][0] == _wire.END
            results = came[:-1] if over else came
            del left[: len(results)]
            if results:
                beat = began
                yield b"".join(data for _, _, data in results)
            if over:
                return None
        else:
            now = time.monotonic()
            if left and now >= limit:
                return "it took more than %g seconds" % left[0][1]
            beat = now
            yield _wire.frame(_wire.BEAT)


def wrap(program):
    """A WSGI program that answers job requests, and leaves all others to this one."""
    workers = Workers(processes())

    def serve(environ, start_response):
        if environ.get("PATH_INFO") != _wire.PATH:
            return program(environ, start_response)
        # The broker grants this after it has seen a ticket of this site, and takes the header from everybody else. The
        # address as it was sent counts too: a server's idea of a path can be bent, as gunicorn's by SCRIPT_NAME.
        if environ.get("HTTP_X_IRONSTEAD_JOBS") != "granted" or environ.get("RAW_URI") != _wire.PATH:
            start_response("404 Not Found", [("Content-Length", "0")])
            return [b""]
        if environ.get("REQUEST_METHOD") != "POST":
            start_response("405 Method Not Allowed", [("Content-Length", "0")])
            return [b""]
        try:
            jobs = _read(environ)
        except (_wire.Broken, ValueError):
            start_response("400 Bad Request", [("Content-Length", "0")])
            return [b""]
        start_response("200 OK", [("Content-Type", "application/octet-stream"), ("Cache-Control", "no-store")])
        return workers.run(jobs)

    return serve


def _read(environ):
    size = int(environ.get("CONTENT_LENGTH") or 0)
    if not 0 <= size <= _wire.BODY_BYTES_MAX:
        raise ValueError("Too many bytes")
    # No byte beyond its length: a server may wait for more.
    source, jobs = io.BytesIO(environ["wsgi.input"].read(size)), []
    try:
        while True:
            kind, number, seconds, body = _wire.read_frame(source.read)
            if kind != _wire.JOB:
                raise _wire.Broken("Not a job")
            jobs.append((number, seconds, body))
    except EOFError:
        return jobs
