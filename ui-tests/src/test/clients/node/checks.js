// Runs named checks one after the other and prints a line for each: `ok NAME`, or `not ok NAME` and why.
'use strict';

const assert = require('node:assert/strict');

const checks = [];

exports.check = (name, run) => checks.push({name, run});

exports.same = (found, expected) => assert.deepStrictEqual(found, expected);

/** The refusal of a call, which must have this gRPC code. */
exports.refused = async (code, call) => {
  try {
    await call();
  } catch (refusal) {
    assert.equal(refusal.code, code, String(refusal));
    return refusal;
  }
  throw new Error('not refused');
};

exports.runAll = async () => {
  let failed = 0;
  for (const {name, run} of checks) {
    try {
      await run();
      console.log('ok ' + name);
    } catch (broken) {
      failed++;
      console.log('not ok ' + name + ' ' + String(broken.stack).replaceAll('\n', ' ').slice(0, 600));
    }
  }
  process.exit(failed ? 1 : 0);
};
