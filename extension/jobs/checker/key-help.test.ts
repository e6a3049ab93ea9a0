import assert from 'node:assert/strict';
import { keyChoicesAt, keyHelpAt } from './key-help.ts';

const LINES = `- name: backup
  options:
  - name: where
    requ
  sequence:
    strategy: node-first
    commands:
    - description: Capture the version
      script: |
        exec: not a key
      errorhandler:
        exec: echo
    - jobref:
        name: other
  # a comment
  sche
other text`.split('\n');
const lineOf = (text: string) => LINES.findIndex((line) => line.includes(text));
const about = (text: string) => keyHelpAt(LINES, lineOf(text))?.description;
const offered = (text: string) => keyChoicesAt(LINES, lineOf(text)).map(({ key }) => key);

describe('keyHelpAt and keyChoicesAt', () => {
  it('describe a key according to its place', () => {
    assert.match(about('strategy:') ?? '', /^node-first, sequential/);
    assert.match(about('name: where') ?? '', /\$\{option\.NAME\}/);
    assert.match(about('exec: echo') ?? '', /command for \/bin\/sh/);
    assert.match(about('name: other') ?? '', /Name of the job/);
  });

  it('return nothing within a block of text', () => {
    assert.equal(about('not a key'), undefined);
    assert.deepEqual(keyChoicesAt(LINES, lineOf('other text')), []);
  });

  it('offer the keys that are valid at the place', () => {
    assert.ok(offered('    requ').includes('required'));
    assert.ok(!offered('    requ').includes('sequence'));
    assert.ok(offered('  sche').includes('schedule'));
  });
});

describe('keyChoicesAt', () => {
  it('returns no choices where a key is complete', () => {
    assert.deepEqual(offered('strategy:'), []);
  });
});
