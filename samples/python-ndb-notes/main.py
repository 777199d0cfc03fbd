"""A drawer of notes, kept with Google's Cloud Datastore client for Python (ndb)."""

import hmac
import secrets

from flask import Flask, abort, make_response, redirect, render_template, request
from google.cloud import ndb

import notes

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 256 * 1024
FORM_COOKIE = "form"
datastore = ndb.Client()


class InContext:
    """One ndb context, and with it one cache, per request."""

    def __init__(self, wsgi):
        self.wsgi = wsgi

    def __call__(self, environ, start_response):
        with datastore.context():
            return self.wsgi(environ, start_response)


app.wsgi_app = InContext(app.wsgi_app)


@app.get("/")
def drawer():
    tag = request.args.get("tag", "")[: notes.TAG_MAX]
    return page("drawer.html", notes=notes.listed(tag or None), tags=notes.tags(), tag=tag)


@app.get("/new")
def blank():
    return page("note.html", form=Form())


@app.post("/new")
def add():
    form = Form.sent()
    if form.problem:
        return page("note.html", 400, form=form)
    notes.add(form.title, form.text, notes.tags_of(form.tags), form.pinned)
    return redirect("/", 303)


@app.get("/notes/<int:number>")
def opened(number):
    return page("note.html", form=Form.of(known(number)), number=number)


@app.post("/notes/<int:number>")
def save(number):
    form = Form.sent()
    if form.problem:
        return page("note.html", 400, form=form, number=number)
    try:
        notes.change(number, form.edition, form.title, form.text, notes.tags_of(form.tags), form.pinned)
    except notes.Stale:
        form.problem = "Somebody has changed this note since you opened it. Copy your text, then open the note again."
        return page("note.html", 409, form=form, number=number)
    return redirect("/", 303)


@app.post("/notes/<int:number>/delete")
def delete(number):
    require_token()
    notes.remove(number)
    return redirect("/", 303)


class Form:
    """What stands in the form of one note."""

    def __init__(self, title="", text="", tags="", pinned=False, edition=1):
        self.title, self.text, self.tags, self.pinned, self.edition = title, text, tags, pinned, edition
        self.problem = None

    @classmethod
    def of(cls, note):
        return cls(note.title, note.text, ", ".join(note.tags), note.pinned, note.edition)

    @classmethod
    def sent(cls):
        require_token()
        sent = request.form
        form = cls(
            " ".join(sent.get("title", "").split())[: notes.TITLE_MAX],
            sent.get("text", "").replace("\r\n", "\n")[: notes.TEXT_MAX],
            sent.get("tags", "")[:400],
            "pinned" in sent,
            sent.get("edition", 1, int),
        )
        form.problem = None if form.title else "A note needs a title."
        return form


def known(number):
    # Keys have ids of 1 to 2^63 - 1; anything else was never a note.
    note = notes.find(number) if 0 < number < 2**63 else None
    return note or abort(404)


def require_token():
    token = request.cookies.get(FORM_COOKIE, "")
    if not token or not hmac.compare_digest(token, request.form.get("token", "")):
        abort(403)


def page(template, status=200, **values):
    token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(18)
    answer = make_response(render_template(template, token=token, limits=notes, **values), status)
    answer.set_cookie(FORM_COOKIE, token, httponly=True, samesite="Strict", secure=request.is_secure)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@app.errorhandler(403)
def refused(_):
    return page("lost.html", 403, title="Not saved", sentence="This form was not made by this page, or your browser keeps no cookies.")


@app.errorhandler(404)
def lost(_):
    return page("lost.html", 404, title="No such note", sentence="It was deleted, or never written.")


@app.get("/_ah/warmup")
def warmup():
    return "", 200
