"""A tenant's program that tries everything it should not be able to do, and tells what happened."""
import ctypes
import errno
import json
import os
import resource
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

libc = ctypes.CDLL(None, use_errno=True)
SECRET = os.environ['SECRET_FILE']
HOST_PORT = int(os.environ['HOST_PORT'])
VICTIM = int(os.environ['VICTIM'])


def call(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), 'refused')
    return 'ALLOWED'


def read(path):
    with open(path, 'rb') as file:
        return 'READ %r' % file.read(60)


def connect(host, port, family=socket.AF_INET):
    with socket.socket(family) as out:
        out.settimeout(3)
        out.connect((host, port))
        return 'CONNECTED'


def abstract():
    with socket.socket(socket.AF_UNIX) as out:
        out.connect('\0ironstead-probe-' + str(HOST_PORT))
        return 'CONNECTED'


def opened(family, kind, protocol=0):
    with socket.socket(family, kind, protocol):
        return 'OPENED'


def write(folder):
    with open(folder + '/probe', 'w') as file:
        file.write('x')
    return 'WRITTEN'


def signal():
    os.kill(VICTIM, 0)
    return 'SIGNALLED'


def trace():
    if libc.ptrace(16, 1, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), 'refused')
    return 'ATTACHED'


def become_root():
    os.setuid(0)
    return 'uid %d' % os.getuid()


def clone_user():
    # clone(CLONE_NEWUSER | SIGCHLD), as a child that ends at once would be made.
    child = libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    if child < 0:
        raise OSError(ctypes.get_errno(), 'refused')
    return 'ALLOWED'


def others():
    seen = [int(name) for name in os.listdir('/proc') if name.isdigit()]
    names = sorted({open('/proc/%d/comm' % each).read().strip() for each in seen})
    return '%s' % names


def rights():
    lines = dict(line.split(':', 1) for line in open('/proc/self/status') if ':' in line)
    kept = {name: lines[name].strip() for name in ('CapEff', 'CapPrm', 'CapBnd', 'NoNewPrivs', 'Seccomp')}
    return json.dumps({'uid': os.getuid(), **kept}, sort_keys=True)


def fill(folder):
    written = 0
    try:
        with open(folder + '/fill', 'wb', buffering=0) as file:
            while written < 200:
                file.write(b'x' * (1 << 20))
                written += 1
    except OSError as full:
        return 'stopped at %d MiB %s' % (written, errno.errorcode[full.errno])
    finally:
        os.unlink(folder + '/fill')
    return 'WROTE %d MiB' % written


def handles():
    held = []
    try:
        while len(held) < 100000:
            held.append(os.open('/dev/null', os.O_RDONLY))
    except OSError as enough:
        return 'stopped at %d %s' % (len(held), errno.errorcode[enough.errno])
    finally:
        for each in held:
            os.close(each)
    return 'OPENED %d' % len(held)


def threads():
    done = threading.Event()
    made = []
    try:
        while len(made) < 3000:
            each = threading.Thread(target=done.wait, daemon=True)
            each.start()
            made.append(each)
    except RuntimeError:
        return 'stopped at %d' % len(made)
    finally:
        done.set()
        for each in made:
            each.join()
    return 'STARTED %d' % len(made)


def forks():
    children = []
    try:
        while len(children) < 3000:
            child = os.fork()
            if child == 0:
                time.sleep(60)
                os._exit(0)
            children.append(child)
    except OSError as enough:
        return 'stopped at %d %s' % (len(children), errno.errorcode[enough.errno])
    finally:
        for each in children:
            os.kill(each, 9)
        for each in children:
            os.waitpid(each, 0)
    return 'FORKED %d' % len(children)


def inherited():
    kinds = []
    for each in sorted(int(name) for name in os.listdir('/proc/self/fd')):
        try:
            kinds.append((each, os.readlink('/proc/self/fd/%d' % each).split(':')[0]))
        except OSError:
            continue
    return '%s' % [pair for pair in kinds if pair[0] < 3]


def first_process():
    text = open('/proc/1/environ').read() + open('/proc/1/cmdline').read()
    return 'IRONSTEAD' in text or 'SECRET_FILE' in text or '--setenv' in text


BUFFER = ctypes.create_string_buffer(256)
PROBES = {
    'rights': rights,
    'secret': lambda: read(SECRET),
    'secret through process 1': lambda: read('/proc/1/root' + SECRET),
    'host loopback': lambda: connect('127.0.0.1', HOST_PORT),
    'host address': lambda: connect(os.environ['HOST_ADDRESS'], HOST_PORT),
    'metadata': lambda: connect('169.254.169.254', 80),
    'internet': lambda: connect('192.0.2.1', 443),
    'internet v6': lambda: connect('2001:db8::1', 443, socket.AF_INET6),
    'name': lambda: socket.gethostbyname('example.com'),
    'abstract socket': abstract,
    'interfaces': lambda: '%s' % [name for _, name in socket.if_nameindex()],
    'others': others,
    'victim cmdline': lambda: read('/proc/%d/cmdline' % VICTIM),
    'victim environ': lambda: read('/proc/%d/environ' % VICTIM),
    'signal': signal,
    'trace': trace,
    'mount': lambda: call(165, b'none', b'/tmp', b'tmpfs', 0, 0),
    'new mount': lambda: call(430, b'tmpfs', 0),
    'chroot': lambda: call(161, b'/tmp'),
    'raw socket': lambda: opened(socket.AF_INET, socket.SOCK_RAW, 1),
    'packet socket': lambda: opened(17, socket.SOCK_RAW, 3),
    'vsock': lambda: opened(40, socket.SOCK_STREAM),
    'alg socket': lambda: opened(38, socket.SOCK_SEQPACKET),
    'setuid 0': become_root,
    'unshare user': lambda: call(272, 0x10000000),
    'unshare mounts': lambda: call(272, 0x00020000),
    'clone user': clone_user,
    'clone3': lambda: call(435, BUFFER, 88),
    'setns': lambda: call(308, 0, 0),
    'io_uring': lambda: call(425, 4, BUFFER),
    'bpf': lambda: call(321, 0, BUFFER, 64),
    'perf_event_open': lambda: call(298, BUFFER, 0, -1, -1, 0),
    'keyctl': lambda: call(250, 0, -3, 0),
    'userfaultfd': lambda: call(323, 0),
    'open_by_handle_at': lambda: call(304, -100, BUFFER, 0),
    'kernel log': lambda: call(103, 3, BUFFER, 200),
    'x32 call': lambda: call(0x40000000 | 39),
    'read /etc/shadow': lambda: read('/etc/shadow'),
    'read /etc/hostname': lambda: read('/etc/hostname'),
    'list /root': lambda: '%s' % os.listdir('/root'),
    'list /home': lambda: '%s' % os.listdir('/home'),
    'list /run': lambda: '%s' % os.listdir('/run'),
    'list /sys': lambda: '%s' % os.listdir('/sys'),
    'read /dev/kvm': lambda: read('/dev/kvm'),
    'read /dev/vda': lambda: read('/dev/vda'),
    'read /dev/sda': lambda: read('/dev/sda'),
    'read /dev/kmsg': lambda: read('/dev/kmsg'),
    'read /proc/kcore': lambda: read('/proc/kcore'),
    'read /proc/cmdline': lambda: read('/proc/cmdline'),
    'read /proc/keys': lambda: read('/proc/keys'),
    'read /proc/kallsyms': lambda: read('/proc/kallsyms'),
    'write sysctl': lambda: write('/proc/sys/kernel'),
    'write /': lambda: write('/'),
    'write /usr': lambda: write('/usr'),
    'write /etc': lambda: write('/etc'),
    'write /dev': lambda: write('/dev'),
    'write own bundle': lambda: write('.'),
    'write /tmp': lambda: write('/tmp'),
    'write /var/tmp': lambda: write('/var/tmp'),
    'write $TMPDIR': lambda: write(os.environ['TMPDIR']),
    'write /dev/shm': lambda: write('/dev/shm'),
    'fill /tmp': lambda: fill('/tmp'),
    'fill /dev/shm': lambda: fill('/dev/shm'),
    'fill $TMPDIR': lambda: fill(os.environ['TMPDIR']),
    'handles': handles,
    'threads': threads,
    'forks': forks,
    'core size': lambda: '%s' % (resource.getrlimit(resource.RLIMIT_CORE),),
    'inherited': inherited,
    'process 1 tells': first_process,
    'host name': lambda: os.uname().nodename,
}


def hog_child():
    child = os.fork()
    if child == 0:
        hog = []
        while True:
            hog.append(bytearray(b'x') * (16 << 20))
    os.waitpid(child, 0)
    time.sleep(30)


def daemons():
    for _ in range(5):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True:
                    time.sleep(1)
            os._exit(0)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        answer = 'done'
        if self.path == '/daemons':
            daemons()
        elif self.path == '/hog-child':
            hog_child()
        elif self.path == '/spin':
            end = time.time() + 3
            before = time.process_time()
            while time.time() < end:
                pass
            answer = str(time.process_time() - before)
        elif self.path == '/probes':
            found = {}
            for name, probe in PROBES.items():
                try:
                    found[name] = str(probe())
                except OSError as refused:
                    found[name] = 'DENIED ' + errno.errorcode.get(refused.errno, str(refused))
                except Exception as refused:
                    found[name] = 'DENIED ' + repr(refused)
            answer = json.dumps(found)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, format, *arguments):
        pass


ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler).serve_forever()
