"""Client and instance's part in one process, over real HTTP and real worker processes; says what is wrong by failing."""

import os
import socketserver
import subprocess
import sys
import threading
import time
import wsgiref.simple_server as wsgi

from ironstead_jobs import JobLost, Refused, Server, _wire
from ironstead_jobs._serving import wrap


def program(environ, start_response):
    start_response("200 OK", [("Content-Length", "7")])
    return [b"program"]


class Handler(wsgi.WSGIRequestHandler):
    """What gunicorn tells, and the broker: here the ticket "good" is granted."""

    def get_environ(self):
        environ = super().get_environ()
        environ["RAW_URI"] = self.path
        shown = environ.pop("HTTP_X_IRONSTEAD_JOBS", None)
        if shown == "good":
            environ["HTTP_X_IRONSTEAD_JOBS"] = "granted"
        return environ

    def log_message(self, *_):
        pass


class Threads(socketserver.ThreadingMixIn, wsgi.WSGIServer):
    daemon_threads = True


def mine(number):
    return helper(number) + math.floor(1.5)  # noqa: F821: comes with modules


def helper(number):
    return number * 2


def raises(number):
    raise KeyError("no %d" % number)


def ends(number):
    import os

    if number == 7:
        os._exit(3)
    return number


def lasts(seconds):
    import time

    time.sleep(seconds)
    return seconds


def expect(wanted, got):
    if wanted != got:
        raise AssertionError("expected %r, got %r" % (wanted, got))


def failure_of(job):
    try:
        return "no failure but %r" % job()
    except Exception as failed:
        return failed


def listen():
    return wsgi.make_server("127.0.0.1", 0, wrap(program), Threads, Handler)


def a_killed_node_is_not_seen_in_the_results():
    nodes = [subprocess.Popen([sys.executable, __file__, "node"], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    try:
        addresses = ["127.0.0.1:" + node.stdout.readline().strip() for node in nodes]
        with Server("shop", ticket="good", host="shop.localhost", nodes=addresses) as server:
            jobs = [server.submit(brief, (number,)) for number in range(10000)]
            results = [job() for job in jobs[:2000]]
            nodes[0].kill()
            results += [job() for job in jobs[2000:]]
            expect([number * number for number in range(10000)], results)
            expect(True, server.stats()["nodes"][addresses[0]]["lost"] > 0)
            expect(3, len({job.node for job in jobs}))
    finally:
        for node in nodes:
            node.kill()
            node.wait()


def brief(number):
    import time

    time.sleep(0.001)
    return number * number


def main():
    site = listen()
    threading.Thread(target=site.serve_forever, daemon=True).start()
    here = "127.0.0.1:%d" % site.server_port
    # Nobody listens at the second one: a node that is gone.
    server = Server("shop", ticket="good", host="shop.localhost", nodes=[here, "127.0.0.1:1"])

    expect(list(range(3000)), list(server.map("operator:pos", range(3000))))
    expect([1, 3, 5], list(server.map(mine, range(3), depfuncs=(helper,), modules=("math",))))

    failed = failure_of(server.submit(raises, (3,)))
    expect(("KeyError", "'no 3'"), (type(failed).__name__, str(failed)))
    expect(True, "in raises" in str(failed.__cause__))

    jobs = [server.submit(ends, (number,)) for number in range(20)]
    expect([n for n in range(20) if n != 7], [job() for job in jobs if job is not jobs[7]])
    expect(True, isinstance(failure_of(jobs[7]), JobLost) and "ended with 3" in str(failure_of(jobs[7])))

    began = time.monotonic()
    failed = failure_of(server.submit(lasts, (60,), timeout=0.5))
    expect(True, isinstance(failed, JobLost) and "0.5 seconds" in str(failed))
    expect(True, time.monotonic() - began < 30)

    slow = server.submit(lasts, (2,))
    expect((True, "cancelled", True), (slow.cancel(), slow.state, slow.done()))
    expect("done", (lambda job: (job(), job.state)[1])(server.submit("os:getpid")))
    expect(True, server.submit("os:getpid")() != os.getpid())
    try:
        server.submit(lasts, (b"x" * (17 << 20),))
        raise AssertionError("more than a job may have was taken")
    except ValueError:
        pass
    too_much = failure_of(server.submit("builtins:bytes", (_wire.FRAME_BYTES_MAX + 1,)))
    expect("ValueError", type(too_much).__name__)
    expect(True, server.wait(10))
    server.close()

    stranger = Server("shop", ticket="bad", host="shop.localhost", nodes=[here])
    expect(Refused, type(failure_of(stranger.submit("os:getpid"))))
    a_killed_node_is_not_seen_in_the_results()
    print("all is well")


if __name__ == "__main__":
    if sys.argv[1:] == ["node"]:
        node = listen()
        print(node.server_port, flush=True)
        node.serve_forever()
    sys.exit(main())
