"""Runs named checks and prints one line for each: `ok NAME`, or `not ok NAME` and why."""

import sys
import traceback

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def run_all():
    failed = 0
    for function in CHECKS:
        name = function.__name__.replace("_", " ")
        try:
            function()
            print("ok", name, flush=True)
        except Exception as broken:
            failed += 1
            where = traceback.extract_tb(broken.__traceback__)[-1]
            print("not ok", name, "line", where.lineno, repr(broken).replace("\n", " ")[:600], flush=True)
    sys.exit(1 if failed else 0)


def same(found, expected):
    assert found == expected, f"found {found!r}, expected {expected!r}"


def refused(kind, call):
    try:
        answer = call()
    except kind as refusal:
        return refusal
    raise AssertionError(f"not refused: {answer!r}")
