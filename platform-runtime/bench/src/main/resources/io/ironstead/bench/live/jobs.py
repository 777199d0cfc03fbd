"""Runs the same jobs on ppft and on an instance of Ironstead, in turn: TICKET HOST NODE ROUNDS."""

import statistics
import sys
import time

import ppft
from ironstead_jobs import Server


def nothing(number):
    return number


def busy(number, seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return number


def batch(submit, count, function, *more):
    began = time.perf_counter()
    jobs = [submit(function, (number, *more)) for number in range(count)]
    results = [job() for job in jobs]
    seconds = time.perf_counter() - began
    assert results == list(range(count)), "wrong results"
    return count / seconds


def alone(submit):
    began = time.perf_counter()
    for number in range(200):
        assert submit(nothing, (number,))() == number
    return (time.perf_counter() - began) / 200 * 1000


def main():
    ticket, host, node, rounds = sys.argv[1:]
    ours = Server(host.partition(".")[0], ticket=ticket, host=host, nodes=[node])
    theirs = ppft.Server(ppservers=())
    parts = {
        "ppft": lambda function, args: theirs.submit(function, args, modules=("time",)),
        "Ironstead": lambda function, args: ours.submit(function, args, modules=("time",)),
    }
    what = {
        "2,000 empty jobs, jobs/s": lambda submit: batch(submit, 2000, nothing),
        "200 jobs of 10 ms of processor time, jobs/s": lambda submit: batch(submit, 200, busy, 0.01),
        "40 jobs of 100 ms of processor time, jobs/s": lambda submit: batch(submit, 40, busy, 0.1),
        "an empty job alone, ms": alone,
    }
    for submit in parts.values():
        batch(submit, 50, nothing)
    for name, measure in what.items():
        cells = [name]
        seen = {part: [] for part in parts}
        for _ in range(int(rounds)):
            for part, submit in parts.items():
                seen[part].append(measure(submit))
        for values in seen.values():
            cells.append("%.4g (%.4g to %.4g)" % (statistics.median(values), min(values), max(values)))
        print("\t".join(cells), flush=True)
    ours.close()
    theirs.destroy()


if __name__ == "__main__":
    main()
