// From one colour to a palette whose steps can be read: WCAG contrast for each, as CSS to copy. No packages needed.
'use strict';

const http = require('node:http');
const { palette, parse } = require('./colour.js');
const { page } = require('./page.js');

const START = '#0e7490';

function answer(response, status, type, body, headers = {}) {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(body);
}

const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://palette');
  const wanted = url.searchParams.get('c') || START;
  const colour = parse(wanted);
  if (url.pathname === '/_ah/warmup') {
    answer(response, 200, 'text/plain', 'warm');
  } else if (url.pathname === '/palette.json') {
    colour
      ? answer(response, 200, 'application/json', JSON.stringify(palette(colour), null, 2) + '\n')
      : answer(response, 400, 'application/json', '{"error": "c must be a colour such as 0e7490"}\n');
  } else if (url.pathname === '/') {
    answer(response, 200, 'text/html; charset=utf-8', page(wanted, colour || parse(START), colour !== null));
  } else {
    answer(response, 404, 'text/plain; charset=utf-8', 'There is no such page here.\n');
  }
});

server.listen(Number(process.env.PORT || 8081), () => console.log('palette is ready'));
process.on('SIGTERM', () => server.close(() => process.exit(0)));
