import assert from 'node:assert/strict';
import { packagesNotHeld } from './missing-packages.mjs';

describe('what an installation lacks', () => {
  const held = { packages: { 'node_modules/zod': { version: '4.0.0' } } };

  it('is nothing when it holds what the lockfile names', () => {
    assert.deepEqual(
      packagesNotHeld({ packages: { '': {}, 'node_modules/zod': { version: '4.0.0' } } }, held),
      [],
    );
  });

  it('is a package that is absent or of another version', () => {
    const wanted = {
      packages: { 'node_modules/zod': { version: '4.0.1' }, 'node_modules/yaml': { version: '2.0.0' } },
    };
    assert.deepEqual(packagesNotHeld(wanted, held), ['node_modules/zod', 'node_modules/yaml']);
  });

  it('is not a package for another platform', () => {
    const wanted = {
      packages: {
        'node_modules/other': { version: '1.0.0', optional: true },
        'node_modules/another': { version: '1.0.0', devOptional: true },
      },
    };
    assert.deepEqual(packagesNotHeld(wanted, held), []);
  });

  it('is an optional package of the wrong version', () => {
    const wanted = { packages: { 'node_modules/zod': { version: '4.0.1', optional: true } } };
    assert.deepEqual(packagesNotHeld(wanted, held), ['node_modules/zod']);
  });
});
