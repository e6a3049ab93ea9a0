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

  const choicesIn = (text: string) => {
    const lines = text.split('\n');
    return keyChoicesAt(lines, lines.indexOf('') === -1 ? lines.length - 1 : lines.indexOf(''));
  };
  const keysIn = (text: string) => choicesIn(text).map(({ key }) => key);
  const job = '- name: a\n  sequence:\n    commands:\n    - exec: id\n';

  it('offers frequent keys first, and keys without an effect last', () => {
    assert.equal(keysIn(`${job}      `)[0], 'script');
    const keys = keysIn(`${job}  `);
    assert.equal(keys[0], 'group');
    assert.ok(keys.indexOf('options') < keys.indexOf('created'));
    assert.ok(keys.indexOf('runnerSelector') < keys.indexOf('runnerFilterEditable'));
    assert.ok(keys.indexOf('timeZone') < keys.indexOf('schedules'));
  });

  it('does not offer keys that the map has above or below', () => {
    const keys = keyChoicesAt(['- name: a', '  lo', '  loglevel: INFO', '- name: b', '  timeout: 1m'], 1);
    const names = keys.map(({ key }) => key);
    assert.ok(!names.includes('name') && !names.includes('loglevel') && names.includes('timeout'));
  });

  it('offers no key where only an item of a list can follow', () => {
    assert.deepEqual(keysIn(`${job}x`), []);
    assert.deepEqual(keysIn('- name: a\n  sequence:\n    commands:\n      - exec: id\n      '), []);
    assert.ok(keysIn(`${job}    `).includes('strategy'));
  });

  it('inserts the line below a key with a map or a list, and continues with its first key', () => {
    const inserted = (text: string, key: string) => {
      const found = choicesIn(text).find((it) => it.key === key);
      return [found?.insert, found?.continues];
    };
    assert.deepEqual(inserted(`${job}  `, 'runnerSelector'), ['runnerSelector:\n  $0', true]);
    assert.deepEqual(inserted(`${job}  `, 'options'), ['options:\n- $0', true]);
    assert.deepEqual(inserted('- op', 'options'), ['options:\n  - $0', true]);
    assert.deepEqual(inserted(`${job}  `, 'loglevel'), ['loglevel: ', true]);
    assert.deepEqual(inserted(`${job}  `, 'description'), ['description: ', false]);
  });
});
