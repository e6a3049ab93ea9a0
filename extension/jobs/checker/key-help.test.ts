import assert from 'node:assert/strict';
import { choicesAt, helpAt } from './key-help.ts';

const LINES = `- name: backup
  options:
  - name: where
    requ
  sequence:
    strategy: node-first
    commands:
    - description: Ask
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
const about = (text: string) => helpAt(LINES, lineOf(text))?.description;
const offered = (text: string) => choicesAt(LINES, lineOf(text)).map(({ key }) => key);

describe('help with the keys of a job', () => {
  it('tells what a key is for where it stands', () => {
    assert.match(about('strategy:') ?? '', /^node-first, sequential/);
    assert.match(about('name: where') ?? '', /\$\{option\.NAME\}/);
    assert.match(about('exec: echo') ?? '', /command for \/bin\/sh/);
    assert.match(about('name: other') ?? '', /Name of the job/);
  });

  it('says nothing within a text', () => {
    assert.equal(about('not a key'), undefined);
    assert.deepEqual(choicesAt(LINES, lineOf('other text')), []);
  });

  it('offers the keys of the place', () => {
    assert.ok(offered('    requ').includes('required'));
    assert.ok(!offered('    requ').includes('sequence'));
    assert.ok(offered('  sche').includes('schedule'));
  });

  it('offers none where a key stands already', () => {
    assert.deepEqual(offered('strategy:'), []);
  });
});
