import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../protocol/entities/settings.ts';
import { settingLines } from './setting-lines.ts';

describe('settings on the command line', () => {
  it('are shown one a line, in the form in which they are set', () => {
    assert.match(settingLines(DEFAULT_SETTINGS), /^runners\.enabled=false\ndispatch\.waitSeconds=600\n/);
  });
});
