"""A guestbook that is kept in the datastore, with Google's ndb as App Engine programs have always used it."""

import hmac
import secrets

from flask import Flask, abort, make_response, redirect, render_template, request
from google.appengine.api import wrap_wsgi_app

import book

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
FORM_COOKIE = "form"


@app.get("/")
def read():
    return show()


@app.post("/sign")
def sign():
    token = request.cookies.get(FORM_COOKIE, "")
    if not token or not hmac.compare_digest(token, request.form.get("token", "")):
        abort(403, "This form was not made by this page, or your browser keeps no cookies. Go back and try again.")
    name = " ".join(request.form.get("name", "").split())
    words = request.form.get("words", "").replace("\r\n", "\n").strip()
    problem = complaint(name, words)
    if problem:
        return show(problem, name, words, 400)
    entry = book.sign(name, words)
    return redirect(f"/#entry-{entry.number}", 303)


def complaint(name, words):
    if not name:
        return "Please leave your name."
    if not words:
        return "Please write a line."
    if len(name) > book.NAME_MAX or len(words) > book.WORDS_MAX:
        return f"A name has at most {book.NAME_MAX} characters, an entry {book.WORDS_MAX}."
    return None


def show(problem=None, name="", words="", status=200):
    entries, older = book.page(request.args.get("after", ""))
    token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(18)
    answer = make_response(
        render_template(
            "book.html",
            entries=entries,
            older=older,
            count=book.count(),
            visits=book.visit(),
            token=token,
            problem=problem,
            name=name,
            words=words,
            limits=book,
        ),
        status,
    )
    answer.set_cookie(FORM_COOKIE, token, httponly=True, samesite="Strict", secure=request.is_secure)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@app.errorhandler(403)
def refused(error):
    return render_template("refused.html", sentence=error.description), 403


@app.get("/_ah/warmup")
def warmup():
    return "", 200


# Gives every request its ticket to the datastore and memcache.
app.wsgi_app = wrap_wsgi_app(app.wsgi_app)
