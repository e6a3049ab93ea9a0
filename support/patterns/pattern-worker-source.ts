/** A request to the worker. Its answer has the same `id`. */
export interface PatternRequest {
  readonly id: number;
  readonly source: string;
  readonly flags: string;
  readonly text: string;
  /** Whether the whole text must match. Otherwise the worker finds every match within the text. */
  readonly whole: boolean;
}

/** For each match: start and end of the match and of its groups, in pairs; -1 for a group that did not match. */
export interface PatternAnswer {
  readonly id: number;
  readonly matches: readonly (readonly number[])[];
}

/** The program of a worker thread. The program is a string, so that every bundle includes it. It runs on Node.js 20. */
export const PATTERN_WORKER_SOURCE = `
'use strict';
const { parentPort } = require('node:worker_threads');
let last = {};
parentPort.on('message', ({ id, source, flags, text, whole }) => {
  const key = flags + whole + source;
  if (last.key !== key) {
    last = { key, expression: new RegExp(whole ? '^(?:' + source + ')$' : source, flags + 'dg') };
  }
  last.expression.lastIndex = 0;
  const matches = [];
  for (const match of text.matchAll(last.expression)) {
    matches.push(match.indices.flatMap((pair) => pair ?? [-1, -1]));
    if (whole || matches.length === 10000) break;
  }
  parentPort.postMessage({ id, matches });
});
parentPort.postMessage({ id: 0, matches: [] });
`;
