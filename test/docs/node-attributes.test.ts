import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COPIER_NAMES } from '../../job-language/nodes/file-copiers.ts';
import { NODE_ATTRIBUTES } from '../../job-language/nodes/node-attributes.ts';
import { EXECUTOR_NAMES } from '../../job-language/nodes/node-executors.ts';
import { root } from '../../scripts/checkout/root.ts';
import { sourceFiles } from '../../scripts/layers/source-files.ts';
import { attributeReads } from './attribute-reads.ts';

/** Names of the same form that are not node attributes. */
const OTHER_NAMES: ReadonlySet<string> = new Set([
  ...EXECUTOR_NAMES.filter((name) => !name.startsWith('script-')),
  ...COPIER_NAMES.filter((name) => !name.startsWith('script-')),
  ...[
    'script-file',
    'script-inline',
    'script-file-command',
    'script-url',
    'script-copy',
    'ssh-agent',
    'ssh-rsa',
    'ssh-ed25519',
  ],
]);

describe('the attributes of nodes that code reads', () => {
  it('are detected in a sample of code', () => {
    const text = `const a = node.attributes['ssh-keypath'];\nconst b = attributes.hostname ?? other['sudo-x'];`;
    assert.deepEqual(attributeReads('x.ts', text), [
      { name: 'ssh-keypath', place: 'x.ts:1' },
      { name: 'ssh-keypath', place: 'x.ts:1' },
      { name: 'hostname', place: 'x.ts:2' },
      { name: 'sudo-x', place: 'x.ts:2' },
    ]);
  });

  it('are all listed in the documented table', () => {
    const known = new Set(NODE_ATTRIBUTES.map(({ name }) => name));
    const files = sourceFiles(root).filter(
      (file) =>
        /^(?:job-language\/(?:nodes|node-formats|node-sources|plan|expansion)|coordinator|runner)\//.test(
          file,
        ) && !/\.test\.ts$|\/testing\//.test(file),
    );
    const reads = files.flatMap((file) => attributeReads(file, readFileSync(join(root, file), 'utf8')));
    assert.ok(reads.length > NODE_ATTRIBUTES.length, 'the code names no attributes');
    const unknown = reads.filter(({ name }) => !known.has(name) && !OTHER_NAMES.has(name));
    assert.deepEqual(unknown, []);
  });
});
