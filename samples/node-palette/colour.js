// Colours in OKLCH, where equal steps of lightness look equal, and back to sRGB.
'use strict';

const STEPS = [
  [50, 0.975], [100, 0.945], [200, 0.885], [300, 0.81], [400, 0.72],
  [500, 0.63], [600, 0.54], [700, 0.46], [800, 0.38], [900, 0.3], [950, 0.22],
];

function parse(text) {
  const hex = String(text).trim().replace(/^#/, '').toLowerCase();
  if (/^[0-9a-f]{3}$/.test(hex)) return parse([...hex].map((digit) => digit + digit).join(''));
  return /^[0-9a-f]{6}$/.test(hex) ? [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255) : null;
}

const toHex = (rgb) => '#' + rgb.map((part) => Math.round(part * 255).toString(16).padStart(2, '0')).join('');
const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const gamma = (part) => (part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055);

function toOklch(rgb) {
  const [r, g, b] = rgb.map(linear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return {
    lightness: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    chroma: Math.hypot(a, bb),
    hue: Math.atan2(bb, a),
  };
}

function toRgb({ lightness, chroma, hue }) {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map(gamma);
}

const fits = (rgb) => rgb.every((part) => part >= -0.0005 && part <= 1.0005);

// The most colourful colour of this lightness and hue that a screen can show, up to the wanted chroma.
function fitting(lightness, chroma, hue) {
  let low = 0;
  let high = chroma;
  if (fits(toRgb({ lightness, chroma, hue }))) low = chroma;
  for (let i = 0; i < 20 && low !== high; i++) {
    const middle = (low + high) / 2;
    if (fits(toRgb({ lightness, chroma: middle, hue }))) low = middle;
    else high = middle;
  }
  return toRgb({ lightness, chroma: low, hue }).map((part) => Math.min(1, Math.max(0, part)));
}

function contrast(one, other) {
  const [a, b] = [one, other].map((rgb) => {
    const [r, g, bl] = rgb.map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  });
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function palette(rgb) {
  const { chroma, hue } = toOklch(rgb);
  return STEPS.map(([step, lightness]) => {
    // Very light and very dark steps look dirty with full chroma.
    const share = 1 - Math.abs(lightness - 0.58) ** 1.6 * 2.2;
    const colour = fitting(lightness, chroma * Math.max(0.12, share), hue);
    const onWhite = contrast(colour, [1, 1, 1]);
    const onBlack = contrast(colour, [0, 0, 0]);
    return { step, hex: toHex(colour), onWhite: round(onWhite), onBlack: round(onBlack) };
  });
}

const round = (number) => Math.floor(number * 100) / 100;

module.exports = { parse, palette, toHex, contrast };
