"""What travels between a client, an instance and its worker processes.

A request is a run of frames, one per job; an answer is a run of frames, one per result as it comes, with HELLO at the
beginning, BEAT when nothing else was said for a second, and END. Without END the answer broke off.
"""

import functools
import importlib
import inspect
import pickle
import struct
import textwrap

PATH = "/_ah/jobs"

JOB = 0
DONE = 1  # the pickled result
FAILED = 2  # a pickled (type name, message, traceback text, pickled exception or None)
LOST = 3  # why: the process that ran it ended, or took too long
HELLO = 4  # how many jobs at once this instance runs
BEAT = 5
END = 6

FRAME_BYTES_MAX = 16 << 20
BODY_BYTES_MAX = 24 << 20
SECONDS_MAX = 600.0

# kind, the job's number in its request, seconds it may take (jobs only), bytes that follow
_HEAD = struct.Struct("!BIfI")
HEAD_BYTES = _HEAD.size
_PROTOCOL = 4


class Broken(Exception):
    """What came is not this protocol, or ended in the middle."""


def frame(kind, number=0, body=b"", seconds=0.0):
    if len(body) > FRAME_BYTES_MAX:
        raise ValueError("A job or a result may have %d bytes; this one has %d" % (FRAME_BYTES_MAX, len(body)))
    return _HEAD.pack(kind, number, seconds, len(body)) + body


def read_frame(read):
    """One frame: kind, number, seconds, body. EOFError between two frames when nothing more comes."""
    head = _exactly(read, HEAD_BYTES, True)
    kind, number, seconds, size = _HEAD.unpack(head)
    if kind > END or size > FRAME_BYTES_MAX or not 0 <= seconds <= SECONDS_MAX:
        raise Broken("Not a frame of a job")
    return kind, number, seconds, _exactly(read, size, False)


def _exactly(read, size, may_end):
    parts, missing = [], size
    while missing:
        part = read(missing)
        if not part:
            if may_end and missing == size:
                raise EOFError
            raise Broken("A frame ended in the middle")
        parts.append(part)
        missing -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


class Source:
    """Functions that travel as text: the first is called, the others are what it needs."""

    def __init__(self, name, texts, modules):
        self.name, self.texts, self.modules = name, texts, modules

    def load(self):
        space = {"__name__": "ironstead_job"}
        for module in self.modules:
            space[module.partition(".")[0]] = importlib.import_module(module.partition(".")[0])
            importlib.import_module(module)
        for text in self.texts:
            exec(compile(text, "<job>", "exec"), space)
        return space[self.name]


@functools.lru_cache(maxsize=256)
def describe(function, depends=(), modules=()):
    """By name where the site's program has it; as text where it is a function of the caller's own script."""
    if isinstance(function, str):
        if ":" not in function:
            raise ValueError("A function is named as module:name")
        return function
    module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", "")
    if module not in (None, "__main__") and "<" not in name and not depends and not modules:
        return module + ":" + name
    if not inspect.isfunction(function) or function.__name__ == "<lambda>" or function.__closure__:
        raise ValueError("Only a plain function travels as text: no lambda, no method, nothing from around it")
    texts = tuple(textwrap.dedent(inspect.getsource(one)) for one in (*depends, function))
    return Source(function.__name__, texts, tuple(modules))


def pack_job(described, arguments, named):
    if isinstance(described, Source):
        described = (described.name, described.texts, described.modules)
    return pickle.dumps((described, arguments, named), _PROTOCOL)


_loaded = {}


def load_job(body):
    """The function, its arguments and named arguments. Functions are kept: a batch names the same one again and again."""
    described, arguments, named = pickle.loads(body)
    function = _loaded.get(described)
    if function is None:
        if len(_loaded) >= 256:
            _loaded.clear()
        function = _loaded[described] = _load(described)
    return function, arguments, named


def _load(described):
    if isinstance(described, tuple):
        return Source(*described).load()
    module, _, name = described.partition(":")
    found = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found


def dump(value):
    return pickle.dumps(value, _PROTOCOL)


load = pickle.loads
