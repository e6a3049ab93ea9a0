import assert from 'node:assert/strict';
import * as z from 'zod';
import {
  boundedRecord,
  clampEpochMilliseconds,
  count,
  epochMilliseconds,
  NUMBER_LIMITS,
  word,
} from './bounds.ts';
import { ClaimsRequest } from './runner/claims.ts';
import { DiscoveryRequest } from './runner/discover.ts';
import { EnrollRequest } from './runner/enroll.ts';
import { PollRequest } from './runner/poll.ts';
import { ResultsRequest } from './runner/results.ts';
import { SyncRequest } from './runner/sync.ts';
import { unboundedParts } from './runner/testing/unbounded-parts.ts';
import { TokenProof, TokenRequest } from './runner/token.ts';

/** The schemas of all JSON messages that a runner sends. */
const MESSAGES = {
  ClaimsRequest,
  DiscoveryRequest,
  EnrollRequest,
  PollRequest,
  ResultsRequest,
  SyncRequest,
  TokenProof,
  TokenRequest,
};

describe('the schema of a runner message', () => {
  for (const [name, schema] of Object.entries(MESSAGES))
    it(`bounds every part of ${name}`, () => {
      assert.deepEqual(unboundedParts(schema), []);
    });
});

describe('unboundedParts', () => {
  for (const [what, schema] of [
    ['a string without a maximum length', z.string()],
    ['a string with a pattern that allows any length', z.string().regex(/^[a-z]+$/)],
    ['a string with an unanchored pattern', z.string().regex(/^[a-z]{1,3}/)],
    ['a number without an upper bound', z.number().min(0)],
    ['a number without a lower bound', z.number().max(1)],
    ['an integer without an upper bound', z.int().nonnegative()],
    ['an array without a maximum length', z.array(z.boolean())],
    ['a record without a maximum size', z.record(word(3), z.boolean())],
    ['an unbounded value of a record', boundedRecord(word(3), z.string(), 3)],
    ['an unknown value', z.unknown()],
    ['an unbounded part of a union', z.union([z.boolean(), z.string()])],
    ['an unbounded string with a default', z.object({ a: z.string().optional().default('') })],
  ] as const)
    it(`reports ${what}`, () => {
      assert.equal(unboundedParts(schema).length, 1);
    });

  it('accepts bounded parts', () => {
    const bounded = z.object({
      id: z.string().regex(/^[1-9]\d{0,9}\.[a-z*+]{1,3}$/),
      times: z.array(epochMilliseconds()).max(3),
      data: boundedRecord(word(3), count().optional(), 3),
    });
    assert.deepEqual(unboundedParts(bounded), []);
  });
});

describe('boundedRecord', () => {
  const record = boundedRecord(word(3), z.boolean(), 2);

  it('rejects a record with more entries than its bound', () => {
    assert.equal(record.safeParse({ a: true, b: true }).success, true);
    assert.equal(record.safeParse({ a: true, b: true, c: true }).success, false);
  });

  it('drops the key `__proto__`', () => {
    const parsed = record.parse(JSON.parse('{"__proto__":true,"a":true}'));
    assert.deepEqual(Object.entries(parsed), [['a', true]]);
    assert.equal(Object.getPrototypeOf(parsed), Object.prototype);
  });
});

describe('clampEpochMilliseconds', () => {
  for (const [given, clamped] of [
    [Number.NaN, 0],
    [Number.NEGATIVE_INFINITY, 0],
    [-1, 0],
    [1.5, 1.5],
    [2 ** 53, NUMBER_LIMITS.epochMilliseconds],
    [Number.POSITIVE_INFINITY, NUMBER_LIMITS.epochMilliseconds],
  ] as const)
    it(`clamps ${given} to ${clamped}`, () => {
      const time = clampEpochMilliseconds(given);
      assert.equal(time, clamped);
      assert.doesNotThrow(() => new Date(time).toISOString());
    });
});
