import assert from 'node:assert/strict';
import { ExecutionId, JobId } from '../../protocol/ids.ts';
import { type Link, linkPath, parseLink } from './link.ts';

const execution = ExecutionId.parse(7);
const LINKS: readonly [string, Link][] = [
  ['/execution/7', { kind: 'execution', execution }],
  ['/execution/7?line=120', { kind: 'line', execution, line: 120 }],
  [
    '/job/0f8fad5b-d9cb-469f-a165-70867728950e',
    { kind: 'job', job: JobId.parse('0f8fad5b-d9cb-469f-a165-70867728950e') },
  ],
];
const parsed = (text: string) => {
  const [path = '', query = ''] = text.split('?');
  return parseLink({ path, query });
};

describe('a link', () => {
  for (const [text, link] of LINKS) {
    it(`identifies ${link.kind === 'line' ? 'a line of output' : `the ${link.kind}`} in its path: ${text}`, () => {
      assert.equal(linkPath(link), text);
      assert.deepEqual(parsed(text), link);
    });
  }

  it('that contains no object is refused', () => {
    const wrong = [
      '/',
      '/run/7',
      '/execution/x',
      '/execution/-1',
      '/execution/0x10',
      '/execution/1e3',
      '/execution/7/stop',
      '/execution/7?line=0',
      '/job/',
    ];
    assert.deepEqual(
      wrong.filter((text) => parsed(text) !== undefined),
      [],
    );
  });
});
