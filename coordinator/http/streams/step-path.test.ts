import assert from 'node:assert/strict';
import { stepPath } from './step-path.ts';

describe('stepPath', () => {
  const shown = (context: string) =>
    stepPath(context).map(({ kind, key, stepctx, node }) => [kind, key, stepctx, node].join(' ').trim());

  it('splits a step context into steps, error handlers and nodes', () => {
    const table: readonly [context: string, levels: readonly string[]][] = [
      ['12', ['step 12 12']],
      ['1e', ['step 1 1', 'handler e 1e']],
      ['2/10', ['step 2 2', 'step 10 2/10']],
      ['2e/1', ['step 2 2', 'handler e 2e', 'step 1 2e/1']],
      ['2@node=web/1e', ['step 2 2', 'node @web 2 web', 'step 1 2@node=web/1', 'handler e 2@node=web/1e']],
      ['2@node=a/b@c/1', ['step 2 2', 'node @a/b@c 2 a/b@c', 'step 1 2@node=a/b@c/1']],
    ];
    for (const [context, levels] of table) assert.deepEqual(shown(context), levels, context);
  });

  it('returns no level for text that is not a step context', () => {
    for (const context of ['', 'x', '/1', 'e']) assert.deepEqual(shown(context), [], context);
  });
});
