import assert from 'node:assert/strict';
import { packagesNotHeld } from './missing-packages.mjs';

describe('packagesNotHeld', () => {
  const held = { packages: { 'node_modules/zod': { version: '4.0.0' } } };

  it('is empty if all packages of the lockfile are installed', () => {
    assert.deepEqual(
      packagesNotHeld({ packages: { '': {}, 'node_modules/zod': { version: '4.0.0' } } }, held),
      [],
    );
  });

  it('contains packages that are missing or of another version', () => {
    const wanted = {
      packages: { 'node_modules/zod': { version: '4.0.1' }, 'node_modules/yaml': { version: '2.0.0' } },
    };
    assert.deepEqual(packagesNotHeld(wanted, held), ['node_modules/zod', 'node_modules/yaml']);
  });

  it('does not contain optional packages that are not installed, such as those for other platforms', () => {
    const wanted = {
      packages: {
        'node_modules/other': { version: '1.0.0', optional: true },
        'node_modules/another': { version: '1.0.0', devOptional: true },
      },
    };
    assert.deepEqual(packagesNotHeld(wanted, held), []);
  });

  it('contains optional packages of the wrong version', () => {
    const wanted = { packages: { 'node_modules/zod': { version: '4.0.1', optional: true } } };
    assert.deepEqual(packagesNotHeld(wanted, held), ['node_modules/zod']);
  });
});
