import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../protocol/entities/settings.ts';
import { settingLines } from './setting-lines.ts';

describe('settings on the command line', () => {
  it('are shown one a line, in the form in which they are set', () => {
    assert.match(settingLines(DEFAULT_SETTINGS), /^runners\.enabled=false\ndispatch\.waitSeconds=600\n/);
  });

  it('are lists with commas, and JSON where a comma stands in one of their texts', () => {
    const lines = settingLines({ a: { b: ['x', 'y z'], c: ['x,y'], d: [], e: { f: 1 }, g: ['[x'] } });
    assert.equal(lines, 'a.b=x,y z\na.c=["x,y"]\na.d=\na.e={"f":1}\na.g=["[x"]\n');
  });
});
