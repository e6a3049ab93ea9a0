import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { withoutSecrets } from './without-secrets.ts';

describe('the text of a problem without secrets', () => {
  it('contains no secret, plain or percent-encoded', () => {
    assert.equal(withoutSecrets('no /x y/, nor /x%20y/', ['x y', '']), 'no /*****/, nor /*****/');
  });

  it('contains no remainder of a secret that begins with another secret', () => {
    const secure = ['hunter', 'hunter2'];
    assert.equal(withoutSecrets('/hunter2/hunter', secure), '/*****/*****');
  });

  it('contains no secret that is part of the mask itself', () => {
    assert.equal(withoutSecrets('/a*b/', ['a*b', '*']), '/*****/');
  });
});
