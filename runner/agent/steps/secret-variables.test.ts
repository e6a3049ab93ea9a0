import assert from 'node:assert/strict';
import { secretVariables } from './secret-variables.ts';

describe('secrets in the environment of a runner', () => {
  it('are the distinct values of variables whose names end in TOKEN, KEY or PASSWORD', () => {
    const own = {
      VAULT_TOKEN: 'hvs.abc',
      api_key: 'k-123',
      DB_PASSWORD: 'hunter2',
      TOKENS: 'none',
      PATH: '/bin',
    };
    assert.deepEqual(secretVariables(own, { PASSWORD: 'hunter2', X: 'y' }), ['hvs.abc', 'k-123', 'hunter2']);
  });

  it('exclude values so short that masking them would make output unreadable', () => {
    assert.deepEqual(secretVariables({ USE_KEY: '1', A_TOKEN: '', B_TOKEN: undefined }), []);
  });
});
