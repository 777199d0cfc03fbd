"""Parallel jobs: hand functions and arguments to the instances of your site on all nodes, and get the results.

Start reading at Server. Decision 108 says how it works and what it promises.
"""

from ._client import Cancelled, Job, JobError, JobLost, NoNodes, Refused, Server

__all__ = ["Cancelled", "Job", "JobError", "JobLost", "NoNodes", "Refused", "Server"]
