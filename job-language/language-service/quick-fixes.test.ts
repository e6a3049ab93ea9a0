import assert from 'node:assert/strict';
import { checkJobs } from '../checks/check-jobs.ts';
import { quickFixesOf } from './quick-fixes.ts';

const STEPS = 'sequence: {commands: [{exec: id}]}';

describe('quickFixesOf', () => {
  it('replaces exactly the key or the value, and keeps quotes', () => {
    assert.deepEqual(fixed(`- name: a\n  gruop: b\n  ${STEPS}\n`), [`- name: a\n  group: b\n  ${STEPS}\n`]);
    assert.deepEqual(fixed(`- name: a\n  "gruop": b\n  ${STEPS}\n`), [
      `- name: a\n  "group": b\n  ${STEPS}\n`,
    ]);
    assert.deepEqual(fixed(`- name: a\n  loglevel: INF # low\n  ${STEPS}\n`), [
      `- name: a\n  loglevel: INFO # low\n  ${STEPS}\n`,
    ]);
    assert.deepEqual(fixed(`- name: a\n  loglevel: 'INF'\n  ${STEPS}\n`), [
      `- name: a\n  loglevel: 'INFO'\n  ${STEPS}\n`,
    ]);
    assert.deepEqual(fixed('- name: a\n  sequence: {strategy: paralel, commands: [{exec: id}]}\n'), [
      '- name: a\n  sequence: {strategy: parallel, commands: [{exec: id}]}\n',
    ]);
  });

  it('offers nothing where the suggested key exists, and where the key comes from a merged map', () => {
    assert.deepEqual(fixed(`- name: a\n  gruop: b\n  group: c\n  ${STEPS}\n`), []);
    assert.deepEqual(fixed(`- name: a\n  x: &m {gruop: b}\n  <<: *m\n  ${STEPS}\n`), []);
  });

  it('offers one fix for a value that two jobs share', () => {
    const shared = `- &m {name: a, loglevel: INF, ${STEPS}}\n- {<<: *m, name: b}\n`;
    assert.deepEqual(fixed(shared), [shared.replace('INF', 'INFO')]);
  });

  it('offers nothing where the text has changed since the check', () => {
    const { problems } = checkJobs(`- name: a\n  gruop: b\n  ${STEPS}\n`, { format: 'yaml' });
    assert.deepEqual(quickFixesOf(problems, ['- name: a', '  other: b']), []);
  });
});

/** Returns the text after each of its quick fixes. */
function fixed(text: string): string[] {
  const lines = text.split('\n');
  return quickFixesOf(checkJobs(text, { format: 'yaml' }).problems, lines).map(
    ({ range, text: replacement }) =>
      lines
        .map((line, index) =>
          index === range.start.line
            ? line.slice(0, range.start.column) + replacement + line.slice(range.end.column)
            : line,
        )
        .join('\n'),
  );
}
