import assert from 'node:assert/strict';
import { DEFAULT_SETTINGS } from '../../protocol/entities/settings.ts';
import { settingLines, settingsPatch } from './settings-paths.ts';

describe('settings on the command line', () => {
  it('become the patch that they name, numbers and flags as such', () => {
    assert.deepEqual(
      settingsPatch({
        'runners.enabled': 'true',
        'dispatch.waitSeconds': '5',
        'dispatch.offerAgainSeconds': '1',
      }),
      { runners: { enabled: true }, dispatch: { waitSeconds: 5, offerAgainSeconds: 1 } },
    );
  });

  it('are shown one a line, in the form in which they are set', () => {
    assert.match(settingLines(DEFAULT_SETTINGS), /^runners\.enabled=false\ndispatch\.waitSeconds=600\n/);
  });
});
