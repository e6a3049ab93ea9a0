import assert from 'node:assert/strict';
import { filtered } from './testing/filtered.ts';

function capture(config: Record<string, string>, ...lines: string[]) {
  return filtered({ type: 'key-value-data', config }, lines);
}

const NAMED = { regex: '^RUNDECK:DATA:(.+?)$' };

describe('the log filter key-value-data', () => {
  it('captures keys and values from lines, and keeps the lines', () => {
    const { data, shown } = capture({}, 'before', 'RUNDECK:DATA:wimple = zangief', 'RUNDECK:DATA:a=b = c');
    assert.deepEqual(data, { wimple: 'zangief', a: 'b = c' });
    assert.deepEqual(shown, ['before', 'RUNDECK:DATA:wimple = zangief', 'RUNDECK:DATA:a=b = c']);
  });

  it('captures nothing from lines that its pattern does not match completely', () => {
    const lines = ['.*', 'RUNDECK:DATA:wimple=', 'RUNDECK:DATA:=asdf', 'x RUNDECK:DATA:a=b'];
    assert.deepEqual(capture({}, ...lines, 'RUNDECK:DATA:simple digital : = x').data, {});
  });

  it('captures a single group under the configured name, from the last line that matches', () => {
    const config = { ...NAMED, name: 'wimple' };
    assert.deepEqual(capture(config, 'RUNDECK:DATA:one', 'RUNDECK:DATA:::two= ').data, { wimple: '::two= ' });
    assert.deepEqual(capture({ regex: '.*\\.[A-Z]([0-9]+)\\..*', name: 'n' }, 'P.C0437390.F').data, {
      n: '0437390',
    });
  });

  it('captures an empty value', () => {
    assert.deepEqual(capture({ regex: '^\\s*([^\\s]+?)\\s*=\\s*(.*)$' }, 'key=').data, { key: '' });
  });

  it('replaces invalid characters in keys, and logs the replacement', () => {
    const { data, shown } = capture({ ...NAMED, name: '${wimple}' }, 'RUNDECK:DATA:x');
    assert.deepEqual(data, { __wimple_: 'x' });
    assert.deepEqual(shown, ['RUNDECK:DATA:x', 'Key contains not valid value which will be replaced']);
    const keysOf = (config: Record<string, string>) =>
      Object.keys(capture({ ...NAMED, ...config }, 'RUNDECK:DATA:x').data);
    assert.deepEqual(keysOf({ name: 'wimple?', invalidKeyPattern: '[^a-zA-Z0-9]' }), ['wimple_']);
    assert.deepEqual(keysOf({ name: 'a b', invalidKeyPattern: '' }), ['a b']);
    assert.deepEqual(keysOf({ name: ' ubuntu', replaceFilteredResult: 'true' }), ['ubuntu']);
    assert.deepEqual(
      keysOf({ name: ' wimple', replaceFilteredResult: 'true', invalidCharactersReplacement: 'Football' }),
      ['Footballwimple'],
    );
  });

  it('matches parts of lines if configured', () => {
    const config = { regex: '^.*\\.[A-Z]([0-9]+)\\.', name: 'n' };
    assert.deepEqual(capture(config, 'PH.C0437390.FIN7').data, {});
    assert.deepEqual(capture({ ...config, matchSubstrings: 'true' }, 'PH.C0437390.FIN7').data, {
      n: '0437390',
    });
    const each = { regex: '(\\w)=(\\d)', matchSubstrings: 'true', allowMultipleMatches: 'true' };
    assert.deepEqual(capture(each, 'a=1, b=2').data, { a: '1', b: '2' });
  });

  it('shows the captured data at the end', () => {
    const { shown } = capture({ logData: 'true' }, 'RUNDECK:DATA:a=1', 'RUNDECK:DATA:b="2"');
    assert.equal(shown.at(-1), '{"a":"1","b":"\\"2\\""}');
    assert.deepEqual(capture({ logData: 'true' }, 'x').shown, ['x']);
  });

  it('does not search standard error', () => {
    const line = { text: 'RUNDECK:DATA:a=b', level: 'error' } as const;
    assert.deepEqual(filtered({ type: 'key-value-data', config: {} }, [line]).data, {});
  });

  it('cannot capture without a group, or without a name for a single group', () => {
    assert.match(capture({ regex: '.*' }).problems[0] ?? '', /no group/);
    assert.match(capture({ regex: '(.*)' }).problems[0] ?? '', /needs the name/);
    assert.match(capture({ regex: '(' }).problems[0] ?? '', /cannot be used/);
  });

  it('captures a bounded amount, and logs when more is dropped', () => {
    const lines = Array.from({ length: 1005 }, (_, index) => `RUNDECK:DATA:k${index}=v`);
    const { data, shown } = capture({}, ...lines);
    assert.equal(Object.keys(data).length, 1000);
    assert.equal(shown.length, 1006);
    assert.match(shown[1001] ?? '', /Not all data was captured\. A step can capture 64 KiB under 1000 keys/);
    assert.deepEqual(capture({}, `RUNDECK:DATA:k=${'x'.repeat(64 * 1024)}`, 'RUNDECK:DATA:a=b').data, {
      a: 'b',
    });
  });
});
