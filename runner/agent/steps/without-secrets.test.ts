import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { withoutSecrets } from './without-secrets.ts';

describe('a problem without secrets', () => {
  it('contains no secret, plain or percent-encoded', () => {
    assert.equal(withoutSecrets('no /x y/, nor /x%20y/', ['x y', '']), 'no /*****/, nor /*****/');
  });

  it('contains no rest of a secret that begins with another one', () => {
    const secure = ['hunter', 'hunter2'];
    assert.equal(withoutSecrets('/hunter2/hunter', secure), '/*****/*****');
  });

  it('contains no part of a mask that is itself a secret', () => {
    assert.equal(withoutSecrets('/a*b/', ['a*b', '*']), '/*****/');
  });
});
