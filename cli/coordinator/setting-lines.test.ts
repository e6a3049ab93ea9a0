import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../protocol/entities/settings.ts';
import { settingLines } from './setting-lines.ts';

describe('settingLines', () => {
  it('formats one setting per line, in the format of `settings update`', () => {
    assert.match(settingLines(DEFAULT_SETTINGS), /^runners\.enabled=false\ndispatch\.waitSeconds=600\n/);
  });

  it('formats a list with commas, or as JSON if that would be ambiguous', () => {
    const lines = settingLines({ a: { b: ['x', 'y z'], c: ['x,y'], d: [], e: { f: 1 }, g: ['[x'] } });
    assert.equal(lines, 'a.b=x,y z\na.c=["x,y"]\na.d=\na.e={"f":1}\na.g=["[x"]\n');
  });
});
