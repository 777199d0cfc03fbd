"""Calls App Engine's services with Google's SDK and tells what came back, one JSON object for each page."""

import base64
import json
import os
import re
import threading
import traceback
import urllib.request
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server

import google.appengine.api
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from google.appengine.api import (
    app_identity,
    capabilities,
    memcache,
    modules,
    namespace_manager,
    oauth,
    taskqueue,
    users,
)
from google.appengine.api.runtime import memory_usage
from google.appengine.ext import deferred, ndb
from google.appengine.ext.remote_api import remote_api_bytes_pb2 as remote_api
from google.appengine.runtime import apiproxy_errors
from google.appengine.runtime.context import gae_headers


class Note(ndb.Model):
    text = ndb.StringProperty()


def refusal(call):
    try:
        return ["answered", str(call())]
    except Exception as refused:
        return [type(refused).__name__, str(refused)]


def identity():
    blob = b"pay 5 to carol"
    key, signature = app_identity.sign_blob(blob)
    listed = {c.key_name: c.x509_certificate_pem for c in app_identity.get_public_certificates()}
    certificate = x509.load_pem_x509_certificate(listed[key].encode())
    certificate.public_key().verify(signature, blob, padding.PKCS1v15(), hashes.SHA256())
    # Google's Python asks the metadata server of its own machines for tokens; its Java, and so this, the service.
    asked = field(1, b"https://scope.example/read")
    token = re.search(rb"[\w-]+\.([\w-]+)\.[\w-]+", call("app_identity_service", "GetAccessToken", asked))
    return {
        "account": app_identity.get_service_account_name(),
        "application": app_identity.get_application_id(),
        "bucket": app_identity.get_default_gcs_bucket_name(),
        "verified": True,
        "token": base64.urlsafe_b64decode(token[1] + b"==").decode(),
    }


def site():
    return {
        "module": modules.get_current_module_name(),
        "version": modules.get_current_version_name(),
        "modules": list(modules.get_modules()),
        "versions": sorted(modules.get_versions()),
        "default": modules.get_default_version(),
        "hostname": modules.get_hostname(),
        "unknown": refusal(lambda: modules.get_versions("nope")),
        "instances": refusal(lambda: modules.get_num_instances()),
        "start": refusal(lambda: modules.start_version("default", "v1")),
    }


def cache():
    client = memcache.Client()
    memcache.flush_all()
    memcache.set("a", {"n": [1, "\u00e4"]})
    stale = memcache.Client()
    stale.gets("a")
    seen = client.gets("a")
    swapped = client.cas("a", "new")
    return {
        "seen": seen,
        "cas": swapped,
        "cas_of_stale": stale.cas("a", "lost"),
        "incr": memcache.incr("n", initial_value=40, delta=2),
        "batch": memcache.offset_multi({"n": 1, "m": 5}, initial_value=100),
        "multi": memcache.get_multi(["a", "none"]),
        "add": memcache.add("a", 1),
        "deleted": memcache.delete("a"),
        "hits": memcache.get_stats()["hits"],
    }


def data():
    key = Note(text="kept", id="one").put()

    @ndb.transactional()
    def change():
        note = key.get()
        note.text += " and changed"
        note.put()
        return note.text

    return {
        "transaction": change(),
        "found": [note.text for note in Note.query()],
        "app": key.app(),
        "foreign": refusal(lambda: ndb.Key("Note", "one", app="s~other").get()),
    }


def state():
    return {
        "datastore": capabilities.CapabilitySet("datastore_v3", capabilities=["write"]).is_enabled(),
        "memcache": capabilities.CapabilitySet("memcache").is_enabled(),
        "images": capabilities.CapabilitySet("images").is_enabled(),
        "login": users.create_login_url("/orders?id=5"),
        "logout": users.create_logout_url("/"),
        "oauth": refusal(oauth.get_current_user),
        "user": str(users.get_current_user()),
        "system": refusal(memory_usage),
        "long_gone": refusal(lambda: call("xmpp", "SendMessage", b"")),
    }


class Done(ndb.Model):
    """What a task did, by the task's name, with what it was told of itself."""

    told = ndb.JsonProperty()


def greet(name, greeting="hello"):
    Done(id="deferred", told={"greeting": greeting + " " + name}).put()


def add():
    taskqueue.add(url="/work", name="named", params={"key": "a value"}, target="default")
    taskqueue.Queue("fast").add([taskqueue.Task(url="/work", payload=b"%d" % n) for n in range(20)])
    again = refusal(lambda: taskqueue.add(url="/work", name="named"))
    deferred.defer(greet, "world", greeting="good day")
    taskqueue.Queue("fast").add(taskqueue.Task(url="/fails", name="fails"))

    @ndb.transactional()
    def order(good):
        Note(text="order", id="order-%s" % good).put()
        taskqueue.add(url="/work", payload=b"transaction %s" % str(good).encode(), transactional=True)
        if not good:
            raise ndb.Rollback()

    order(True)
    order(False)
    pull = taskqueue.Queue("pull")
    pull.add(taskqueue.Task(payload=b"to pull", method="PULL", tag="t"))
    leased = pull.lease_tasks_by_tag(60, 5, "t")
    pull.delete_tasks(leased)
    return {
        "again": again,
        "unknown": refusal(lambda: taskqueue.add(url="/work", queue_name="none")),
        "leased": [task.payload.decode() for task in leased],
        "left": pull.fetch_statistics().tasks,
        "paths": sorted(key for key in os.environ if key.startswith("HTTP_X_APPENGINE")),
    }


def work(environ):
    length = int(environ.get("CONTENT_LENGTH") or 0)
    told = {key[5:]: value for key, value in environ.items() if key.startswith("HTTP_X_APPENGINE_TASK")}
    told["body"] = environ["wsgi.input"].read(length).decode()
    told["queue"] = environ.get("HTTP_X_APPENGINE_QUEUENAME")
    told["cron"] = environ.get("HTTP_X_APPENGINE_CRON")
    told["method"] = environ["REQUEST_METHOD"]
    told["from"] = environ["REMOTE_ADDR"]
    Done(id=environ.get("HTTP_X_APPENGINE_TASKNAME") or "nobody", told=told).put()
    return told


def fails(environ):
    if environ.get("HTTP_X_APPENGINE_TASKRETRYCOUNT") == "0":
        raise RuntimeError("the first attempt")
    return work(environ)


def done():
    return {
        "done": {done.key.id(): done.told for done in Done.query()},
        "orders": sorted(note.key.id() for note in Note.query() if note.text == "order"),
    }


TASKS = {"/work": work, "/fails": fails, "/cron": work}


def call(service, method, message, ticket="", port=None):
    """As remote_api's own tools do it: an envelope, with nothing of the SDK around it."""
    envelope = remote_api.Request(service_name=service, method=method, request=message, request_id=ticket)
    address = "http://%s:%s/rpc_http" % (os.environ["API_HOST"], port or os.environ["API_PORT"])
    with urllib.request.urlopen(urllib.request.Request(
            address, envelope.SerializeToString(),
            {"X-Google-RPC-Service-Deadline": "10", "Content-Type": "application/octet-stream"})) as answer:
        response = remote_api.Response.FromString(answer.read())
    if response.HasField("rpc_error"):
        raise RuntimeError("%d %s" % (response.rpc_error.code, response.rpc_error.detail))
    return response.response


def field(number, value):
    if isinstance(value, int):
        return bytes([number << 3, value])
    return bytes([number << 3 | 2, len(value)]) + value


def logs():
    lines = [(1, b"all is well"), (3, b"that went wrong")]
    group = b"".join(field(2, field(1, 1) + field(2, level) + field(3, text)) for level, text in lines)
    call("logservice", "Flush", field(1, group))
    return {"flushed": len(lines)}


def tickets():
    ticket = gae_headers.API_TICKET.get()
    told = {}

    def in_background():
        told["thread"] = refusal(lambda: memcache.get("x"))

    thread = threading.Thread(target=in_background)
    thread.start()
    thread.join()
    stats = b""
    return {
        "ticket": ticket,
        "own": refusal(lambda: len(call("memcache", "Stats", stats, ticket)) > 0),
        "none": refusal(lambda: len(call("memcache", "Stats", stats)) > 0),
        "made_up": refusal(lambda: call("memcache", "Stats", stats, "A" * 27)),
        "thread": told["thread"],
    }


def used(environ):
    """A ticket of another request, or of another site."""
    return {"used": refusal(lambda: call("memcache", "Stats", b"", environ["QUERY_STRING"]))}


PAGES = {"/identity": identity, "/site": site, "/cache": cache, "/data": data, "/state": state, "/logs": logs,
         "/tickets": tickets, "/add": add, "/done": done}


def app(environ, start):
    path = environ["PATH_INFO"]
    try:
        page = used(environ) if path == "/used" else TASKS[path](environ) if path in TASKS else PAGES[path]() if path in PAGES else {"up": True}
        status = "200 OK"
    except Exception:
        page = {"failed": traceback.format_exc()}
        status = "500 Failed"
    body = json.dumps(page).encode()
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


make_server("127.0.0.1", int(os.environ["PORT"]), google.appengine.api.wrap_wsgi_app(app, use_deferred=True), Server).serve_forever()
