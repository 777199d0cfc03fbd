"""A process that runs jobs, one after the other, for the instance that started it: python -m ironstead_jobs._worker."""

import os
import signal
import sys
import threading
import time
import traceback

from . import _wire

_HOLD_SECONDS = 0.02
_HOLD_BYTES = 256 << 10


def _run(body):
    try:
        function, arguments, named = _wire.load_job(body)
        return _wire.DONE, _wire.dump(function(*arguments, **named))
    except BaseException as failed:  # SystemExit of a job is the job's end, not the worker's
        return _wire.FAILED, _failure(failed)


def _failure(failed):
    text = "".join(traceback.format_exception(type(failed), failed, failed.__traceback__))[-65536:]
    try:
        itself = _wire.dump(failed)
        _wire.load(itself)
        itself = itself if len(itself) < 1 << 20 else None
    except Exception:
        itself = None
    try:
        message = str(failed)[:4096]
    except Exception:
        message = ""
    return _wire.dump((type(failed).__qualname__, message, text, itself))


def main():
    # What a job prints goes to the instance's log, never between the frames.
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.path.insert(0, os.getcwd())
    results = _Results(sink)
    while True:
        try:
            kind, number, _, body = _wire.read_frame(source.read)
        except EOFError:
            return
        if kind == _wire.END:
            results.add(_wire.frame(_wire.END), True)
            continue
        ended, result = _run(body)
        try:
            answer = _wire.frame(ended, number, result)
        except ValueError as too_much:
            answer = _wire.frame(_wire.FAILED, number, _failure(too_much))
        results.add(answer, False)


class _Results:
    """Written many at once, yet none later than a moment after its job: the next job may take long."""

    def __init__(self, sink):
        self._sink, self._held, self._bytes = sink, [], 0
        self._lock, self._some = threading.Lock(), threading.Event()
        threading.Thread(target=self._flush_soon, daemon=True).start()

    def add(self, answer, now):
        with self._lock:
            self._held.append(answer)
            self._bytes += len(answer)
            if now or self._bytes > _HOLD_BYTES:
                self._write()
            elif len(self._held) == 1:
                self._some.set()

    def _flush_soon(self):
        while True:
            self._some.wait()
            self._some.clear()
            time.sleep(_HOLD_SECONDS)
            with self._lock:
                self._write()

    def _write(self):
        if self._held:
            _write(self._sink, b"".join(self._held))
            self._held, self._bytes = [], 0


def _write(sink, data):
    try:
        left = memoryview(data)
        while left:
            left = left[sink.write(left) :]
    except OSError:
        os._exit(0)  # The instance is gone: nobody waits for this any more.


if __name__ == "__main__":
    main()
