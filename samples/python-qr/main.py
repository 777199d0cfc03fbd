"""QR codes for links, texts and Wi-Fi networks, drawn as SVG. Nothing is stored."""

import io

import segno
from flask import Flask, Response, render_template, request
from segno import helpers

app = Flask(__name__)

TEXT_MAX = 600
LEVELS = {"l": "7 %", "m": "15 %", "q": "25 %", "h": "30 %"}


def code_for(args):
    """The code a query asks for, and the sentence that says what it holds."""
    level = args.get("level", "m").lower()
    if level not in LEVELS:
        level = "m"
    network = args.get("network", "").strip()[:32]
    if network:
        password = args.get("password", "")[:63]
        data = helpers.make_wifi_data(ssid=network, password=password or None, security="WPA" if password else None)
        return segno.make(data, error=level, micro=False), f"joins the network “{network}”"
    text = args.get("text", "").strip()[:TEXT_MAX] or request.url_root
    what = "opens" if text.startswith(("http://", "https://")) else "says"
    return segno.make(text, error=level, micro=False), f"{what} {text}"


def svg_of(code, **options):
    out = io.BytesIO()
    code.save(out, kind="svg", border=2, scale=8, **options)
    return out.getvalue()


@app.get("/")
def page():
    code, sentence = code_for(request.args)
    inline = svg_of(code, xmldecl=False, svgns=True, omitsize=True, dark="#16120e").decode()
    return render_template(
        "page.html",
        args=request.args,
        levels=LEVELS,
        sentence=sentence,
        svg=inline,
        query=request.query_string.decode(),
        version=code.designator,
        modules=code.symbol_size(border=0)[0],
        text_max=TEXT_MAX,
    )


@app.get("/code.svg")
def download():
    code, _ = code_for(request.args)
    return Response(
        svg_of(code),
        mimetype="image/svg+xml",
        headers={"Content-Disposition": 'attachment; filename="code.svg"'},
    )


@app.get("/_ah/warmup")
def warmup():
    return "", 200


if __name__ == "__main__":
    app.run(port=8081, debug=True)
