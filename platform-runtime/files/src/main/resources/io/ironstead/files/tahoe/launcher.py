"""Runs tahoe as an Ironstead node needs it: four things it has no setting for, then its own main."""

import os
import sys
import types

# What it writes is for its owner only.
os.umask(0o077)

# Compiled, without wheels, and used for tub.location=AUTO only, which is never set.
netifaces = types.ModuleType("netifaces")
netifaces.interfaces = lambda: []
netifaces.ifaddresses = lambda interface: {}
sys.modules["netifaces"] = netifaces

from allmydata.util import iputil  # noqa: E402
from foolscap.reconnector import Reconnector  # noqa: E402


def log_port_on_loopback(tub, portnum=None):
    """Foolscap opens a port for its log on all addresses, and nothing turns that off."""
    tub.setLocation("localhost:0")
    tub.listenOn("tcp:0:interface=127.0.0.1")
    return 0


iputil.listenOnUnused = log_port_on_loopback

# The default is an hour: a server that was away for long would be left aside for as long again.
Reconnector.maxDelay = 5.0

from allmydata.scripts.runner import run  # noqa: E402

sys.argv[0] = "tahoe"
sys.exit(run())
