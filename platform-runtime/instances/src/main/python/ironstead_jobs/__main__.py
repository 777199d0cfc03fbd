"""What ./ironstead jobs run starts: one job per value, results as they come, in the order of the values.

Reads one line of JSON: what the console granted, and function, values, timeout and json (whether to print JSON).
"""

import json
import sys

from . import Server


def main():
    asked = json.loads(sys.stdin.readline())
    failed = 0
    with Server(asked["site"], ticket=asked["ticket"], host=asked["host"], nodes=asked["nodes"]) as server:
        jobs = [(value, server.submit(asked["function"], (value,), timeout=asked["timeout"])) for value in asked["values"]]
        for value, job in jobs:
            told = {"value": value, "state": "done", "result": None, "error": None, "node": None}
            try:
                told["result"] = job()
            except Exception as error:
                failed += 1
                told["error"] = "%s: %s" % (type(error).__name__, error)
            told["state"], told["node"] = job.state, job.node
            if asked["json"]:
                print(json.dumps(told, default=repr), flush=True)
            elif told["error"] is None:
                print(told["result"], flush=True)
            else:
                print("%s: %s" % (json.dumps(value), told["error"]), file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
