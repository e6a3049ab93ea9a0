import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { withoutSecrets } from './without-secrets.ts';

describe('a problem that is told without secrets', () => {
  it('holds none as it is or percent-encoded', () => {
    assert.equal(withoutSecrets('no /x y/, nor /x%20y/', ['x y', '']), 'no /*****/, nor /*****/');
  });

  it('holds no rest of one that begins with another', () => {
    const secure = ['hunter', 'hunter2'];
    assert.equal(withoutSecrets('/hunter2/hunter', secure), '/*****/*****');
  });

  it('holds no part of a mask that is a secret itself', () => {
    assert.equal(withoutSecrets('/a*b/', ['a*b', '*']), '/*****/');
  });
});
