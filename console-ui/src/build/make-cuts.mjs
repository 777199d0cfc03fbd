// Writes bundle.cuts from Vaadin's pre-compiled bundle. Needed only when Vaadin is upgraded:
//   npm install --no-save acorn acorn-walk
//   node make-cuts.mjs <uncut META-INF/VAADIN/webapp> > bundle.cuts
// The bundle is a list of modules wrapped in functions, called by one entry function. The calls of the commercial
// modules are cut there, and so is all that then nobody can reach. See docs/decisions/050.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';
import { full } from 'acorn-walk';

const webapp = process.argv[2];
const build = join(webapp, 'VAADIN/build');
const commercial = /cvdlName|gridProConnector|vaadin-(board|chart|crud|dashboard|grid-pro|map|rich-text-editor|spreadsheet)\b/;
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const named = (text) => [...text.matchAll(/["'`]\.?\/?(?:VAADIN\/build\/)?([\w-]+\.js)["'`]/g)].map((m) => m[1]);

function cutsOf(text) {
  const ast = parse(text, { ecmaVersion: 'latest', sourceType: 'module' });
  const parts = new Map();
  const roots = ['__vite__mapDeps'];
  const namesIn = (node) => {
    const names = new Set();
    full(node, (n) => n.type === 'Identifier' && names.add(n.name));
    return names;
  };
  for (const s of ast.body) {
    if (s.type === 'FunctionDeclaration') {
      parts.set(s.id.name, { start: s.start, end: s.end, node: s, names: namesIn(s) });
    } else if (s.type === 'VariableDeclaration') {
      for (const d of s.declarations) {
        parts.set(d.id.name, { start: d.id.end, end: d.end, node: d, names: d.init ? namesIn(d.init) : new Set() });
      }
    } else if (s.type === 'ExportNamedDeclaration') {
      roots.push(...s.specifiers.map((e) => e.local.name));
    }
  }
  const textOf = (part) => text.slice(part.start, part.end);
  const entry = [...parts.values()].find((p) => textOf(p).includes('Vaadin.Flow.loadOnDemand='));
  if (!entry) throw new Error('No entry function: the bundle has another form now');
  const cuts = [];
  full(entry.node, (n) => {
    if (n.type !== 'SequenceExpression') return;
    n.expressions.forEach((e, i) => {
      const wanted = n.expressions[i + 1];
      const moduleCall = e.type === 'CallExpression' && e.callee.type === 'Identifier' && !e.arguments.length;
      const part = moduleCall && parts.get(e.callee.name);
      const lazyChunk = e.type === 'LogicalExpression' && text.slice(e.start, e.end).includes('import(`./chunk-');
      if ((part && commercial.test(textOf(part))) || lazyChunk) {
        cuts.push([e.start, wanted.start]);
        if (part) entry.names.delete(e.callee.name);
      }
    });
  });
  const live = new Set();
  const todo = [...roots];
  while (todo.length) {
    const name = todo.pop();
    if (!live.has(name) && parts.has(name)) {
      live.add(name);
      todo.push(...parts.get(name).names);
    }
  }
  for (const [name, part] of parts) {
    if (!live.has(name) && part.end > part.start) cuts.push([part.start, part.end]);
  }
  const list = parts.get('__vite__mapDeps');
  for (const m of textOf(list).matchAll(/"(\.\/(?:chunk-|vaadin-chart)[^"]*)"/g)) {
    cuts.push([list.start + m.index + 1, list.start + m.index + 1 + m[1].length]);
  }
  return cuts.sort((a, b) => a[0] - b[0]);
}

function apply(text, cuts) {
  let out = '';
  let at = 0;
  for (const [from, to] of cuts) {
    out += text.slice(at, from);
    at = to;
  }
  return out + text.slice(at);
}

const seen = new Map();
const todo = named(readFileSync(join(webapp, 'index.html'), 'utf8'));
while (todo.length) {
  const name = todo.pop();
  if (seen.has(name) || !existsSync(join(build, name))) continue;
  const text = readFileSync(join(build, name), 'utf8');
  const cuts = text.includes('Vaadin.Flow.loadOnDemand=') ? cutsOf(text) : [];
  const left = apply(text, cuts);
  if (commercial.test(left)) throw new Error(`${name} still holds ${left.match(commercial)[0]}`);
  seen.set(name, { text, left, cuts });
  todo.push(...named(left));
}
console.log('# Made by make-cuts.mjs. keep: a file we ship. cut: characters taken out of the file named above.');
for (const [name, { text, left, cuts }] of [...seen].sort()) {
  console.log(`keep ${name} ${sha256(text)} ${sha256(left)}`);
  for (const [from, to] of cuts) console.log(`cut ${from} ${to}`);
}
