// The one page, as text.
'use strict';

const { palette, toHex } = require('./colour.js');

const escape = (text) =>
  String(text).slice(0, 40).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

function row({ step, hex, onWhite, onBlack }) {
  const dark = onWhite >= onBlack;
  const best = Math.max(onWhite, onBlack);
  const grade = best >= 7 ? 'AAA' : best >= 4.5 ? 'AA' : 'large text';
  return `<li style="background:${hex};color:${dark ? '#fff' : '#000'}">
      <b>${step}</b><code>${hex}</code><span>${best.toFixed(2)} : 1 with ${dark ? 'white' : 'black'} text</span><i>${grade}</i></li>`;
}

function page(wanted, colour, understood) {
  const steps = palette(colour);
  const accent = steps.find(({ step }) => step === 700).hex;
  const css = steps.map(({ step, hex }) => `  --accent-${step}: ${hex};`).join('\n');
  const note = understood ? '' : `<p role="alert">“${escape(wanted)}” is no colour I know. Write it like #0e7490.</p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Palette</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/page.css">
</head>
<body style="--accent:${accent}">
<main>
  <div class="say">
    <h1>One colour in,<br>eleven that can be read</h1>
    <p>Steps of equal lightness in OKLCH. Each says how well text can be read on it.</p>
    <form action="/">
      <label for="c">Your colour</label>
      <div><input type="color" aria-label="Pick a colour" value="${toHex(colour)}" oninput="c.value=this.value">
      <input id="c" name="c" value="${escape(understood ? toHex(colour) : wanted)}" maxlength="7" spellcheck="false" autocomplete="off">
      <button>Mix</button></div>
    </form>
    ${note}
    <pre tabindex="0" aria-label="The palette as CSS">:root {
${css}
}</pre>
    <p class="fine">The same as <a href="/palette.json?c=${toHex(colour).slice(1)}">JSON</a>.</p>
  </div>
  <ol>${steps.map(row).join('')}</ol>
</main>
</body>
</html>
`;
}

module.exports = { page };
