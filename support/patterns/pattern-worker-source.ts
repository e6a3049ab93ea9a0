/** What a request asks a worker, and what it answers by the same number. */
export interface PatternRequest {
  readonly id: number;
  readonly source: string;
  readonly flags: string;
  readonly text: string;
  /** The whole text must match; otherwise every match within it is looked for. */
  readonly whole: boolean;
}

/** Of each match: start and end of it and of its groups, in pairs; -1 where a group took no part. */
export interface PatternAnswer {
  readonly id: number;
  readonly matches: readonly (readonly number[])[];
}

/** The program of a worker thread. As text, it goes along with every bundle, and runs on Node.js 20. */
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
