// @google-cloud/datastore for Node.js, as its users use it.
'use strict';

const {Datastore, PropertyFilter, and, or} = require('@google-cloud/datastore');
const {check, refused, runAll, same} = require('./checks.js');

const INVALID_ARGUMENT = 3;
const ABORTED = 10;

const client = new Datastore();
const KEY = client.KEY;

/** Twelve fruits below one basket. */
async function fruit() {
  const basket = client.key(['Basket', 'fruit']);
  await client.save(Array.from({length: 12}, (_, n) => ({
    key: client.key(['Basket', 'fruit', 'Fruit', 'f' + String(n).padStart(2, '0')]),
    data: {n, colour: ['red', 'green', 'blue'][n % 3], tags: ['all', 't' + n % 4]},
  })));
  return basket;
}

async function names(query) {
  const [found] = await client.runQuery(query);
  return found.map(each => each[KEY].name);
}

check('every kind of value comes back', async () => {
  const key = client.key(['Value', 'all']);
  const other = client.key({path: ['Other', '7'], namespace: 'elsewhere'});
  const stored = {
    nothing: null, yes: true, whole: 42, real: 0.1, text: 'ü'.repeat(3000), short: '日本',
    blob: Buffer.from([0, 255]), when: new Date('2026-02-03T04:05:06.789Z'),
    where: client.geoPoint({latitude: 52.5, longitude: -13.25}), big: client.int('9223372036854775807'),
    inner: {a: 1, deep: [{b: 'x'}]}, mixed: [1, 'a', null, 2.5, true], empty: [], key: other,
  };
  await client.save({key, data: stored, excludeFromIndexes: ['text']});
  const [found] = await client.get(key, {wrapNumbers: {integerTypeCastFunction: String, properties: ['big']}});
  same(found.big, '9223372036854775807');
  for (const name of ['nothing', 'yes', 'whole', 'real', 'text', 'short', 'mixed', 'empty', 'when', 'blob']) {
    same(found[name], stored[name]);
  }
  same({...found.where}, {latitude: 52.5, longitude: -13.25});
  same([found.inner.a, found.inner.deep[0].b], [1, 'x']);
  same([found.key.namespace, found.key.kind], ['elsewhere', 'Other']);
});

check('ids are given', async () => {
  const key = client.key('Numbered');
  await client.save({key, data: {n: 1}});
  same(Number(key.id) > 0, true);
  const [keys] = await client.allocateIds(client.key('Numbered'), 20);
  same(new Set(keys.map(each => each.id)).size, 20);
});

check('absent keys are left out', async () => {
  const here = client.key(['Here', client.int(1)]);
  await client.save({key: here, data: {a: 1}});
  const [found] = await client.get([here, client.key(['Here', client.int(2)])]);
  same(found.map(each => each.a), [1]);
  await client.delete(here);
  same((await client.get(here))[0], undefined);
  await client.delete(here);
});

check('a batch of 500 is written at once', async () => {
  const rows = Array.from({length: 500}, (_, n) => ({key: client.key(['Bulk', client.int(n + 1)]), data: {n}}));
  await client.save(rows);
  same((await client.get(rows.slice(0, 300).map(row => row.key)))[0].length, 300);
  await client.delete(rows.map(row => row.key));
  same(await names(client.createQuery('Bulk')), []);
});

check('filters and orders', async () => {
  const basket = await fruit();
  const query = () => client.createQuery('Fruit').hasAncestor(basket);
  same(await names(query().filter(new PropertyFilter('colour', '=', 'green'))), ['f01', 'f04', 'f07', 'f10']);
  const range = and([new PropertyFilter('n', '>=', 4), new PropertyFilter('n', '<', 8)]);
  same(await names(query().filter(range).order('n', {descending: true})), ['f07', 'f06', 'f05', 'f04']);
  const sorted = client.createQuery('Fruit').order('colour').order('n', {descending: true}).limit(5);
  same(await names(sorted), ['f11', 'f08', 'f05', 'f02', 'f10']);
});

check('in, not in, not equal and or', async () => {
  await fruit();
  const where = filter => names(client.createQuery('Fruit').filter(filter).order('n'));
  same(await where(new PropertyFilter('n', 'IN', [3, 1, 99])), ['f01', 'f03']);
  same((await where(new PropertyFilter('n', '!=', 5))).length, 11);
  same(await where(new PropertyFilter('n', 'NOT_IN', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])), ['f10', 'f11']);
  const either = or([new PropertyFilter('n', '=', 2), new PropertyFilter('colour', '=', 'red')]);
  same(await where(either), ['f00', 'f02', 'f03', 'f06', 'f09']);
});

check('a cursor goes on where it stopped', async () => {
  const basket = await fruit();
  const seen = [];
  let cursor;
  for (let page = 0; page < 10; page++) {
    const query = client.createQuery('Fruit').hasAncestor(basket).order('n').limit(5);
    const [found, told] = await client.runQuery(cursor ? query.start(cursor) : query);
    seen.push(...found.map(each => each.n));
    cursor = told.endCursor;
    if (found.length < 5) {
      break;
    }
  }
  same(seen, Array.from({length: 12}, (_, n) => n));
});

check('a stream tells every result', async () => {
  const basket = await fruit();
  let sum = 0;
  for await (const each of client.createQuery('Fruit').hasAncestor(basket).runStream()) {
    sum += each.n;
  }
  same(sum, 66);
});

check('projections and distinct', async () => {
  await fruit();
  const two = client.createQuery('Fruit').select(['colour', 'n']).order('colour').order('n').limit(2);
  same((await client.runQuery(two))[0].map(each => [each.colour, each.n]), [['blue', 2], ['blue', 5]]);
  const colours = client.createQuery('Fruit').select('colour').groupBy('colour').order('colour');
  same((await client.runQuery(colours))[0].map(each => each.colour), ['blue', 'green', 'red']);
  same((await names(client.createQuery('Fruit').select('__key__'))).length, 12);
});

check('count, sum and average', async () => {
  const basket = await fruit();
  const query = client.createQuery('Fruit').hasAncestor(basket).filter(new PropertyFilter('n', '>=', 6));
  const wanted = client.createAggregationQuery(query).count('count').sum('n', 'sum').average('n', 'avg');
  same((await client.runAggregationQuery(wanted))[0], [{count: 6, sum: 51, avg: 8.5}]);
});

check('namespaces are apart', async () => {
  for (const namespace of ['north', 'south']) {
    await client.save({key: client.key({path: ['Town', 'one'], namespace}), data: {where: namespace}});
  }
  const [found] = await client.runQuery(client.createQuery('south', 'Town'));
  same(found.map(each => each.where), ['south']);
});

check('a transaction is all or nothing', async () => {
  const one = client.key(['Account', 'one']);
  const two = client.key(['Account', 'two']);
  await client.save([{key: one, data: {sum: 10}}, {key: two, data: {sum: 0}}]);
  const transfer = client.transaction();
  await transfer.run();
  const [first] = await transfer.get(one);
  const [second] = await transfer.get(two);
  transfer.save([{key: one, data: {sum: first.sum - 4}}, {key: two, data: {sum: second.sum + 4}}]);
  await transfer.commit();
  const undone = client.transaction();
  await undone.run();
  undone.save({key: one, data: {sum: -1}});
  await undone.rollback();
  same([(await client.get(one))[0].sum, (await client.get(two))[0].sum], [6, 4]);
});

check('the second of two transactions is refused', async () => {
  const key = client.key(['Account', 'three']);
  await client.save({key, data: {sum: 0}});
  const late = client.transaction();
  await late.run();
  const [found] = await late.get(key);
  const quick = client.transaction();
  await quick.run();
  await quick.get(key);
  quick.save({key, data: {sum: 100}});
  await quick.commit();
  late.save({key, data: {sum: found.sum + 1}});
  await refused(ABORTED, () => late.commit());
  same((await client.get(key))[0].sum, 100);
});

check('a read-only transaction sees one moment', async () => {
  const key = client.key(['Account', 'four']);
  await client.save({key, data: {sum: 1}});
  const reader = client.transaction({readOnly: true});
  await reader.run();
  same((await reader.get(key))[0].sum, 1);
  await client.save({key, data: {sum: 2}});
  same((await reader.get(key))[0].sum, 1);
  await reader.commit();
  same((await client.get(key))[0].sum, 2);
});

check('insert, update, upsert and merge', async () => {
  const key = client.key(['Mode', 'one']);
  await client.upsert({key, data: {a: 1}});
  await refused(6, () => client.insert({key, data: {a: 2}}));
  await refused(5, () => client.update({key: client.key(['Mode', 'none']), data: {a: 2}}));
  await client.merge({key, data: {b: 2}});
  const [found] = await client.get(key);
  same([found.a, found.b], [1, 2]);
});

check('wrong requests are refused', async () => {
  await refused(INVALID_ARGUMENT, () => client.save({key: client.key(['Long', 'one']), data: {text: 'x'.repeat(1600)}}));
  await refused(INVALID_ARGUMENT, () => client.save({key: client.key(['__own__', 'one']), data: {a: 1}}));
  const spoilt = client.createQuery('Fruit').start(Buffer.from('nonsense').toString('base64'));
  await refused(INVALID_ARGUMENT, () => client.runQuery(spoilt));
});

runAll();
