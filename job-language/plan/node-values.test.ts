import assert from 'node:assert/strict';
import { nodeValuesOf } from './node-values.ts';

describe('nodeValuesOf', () => {
  it('returns each attribute by its own name, and also by its name in Rundeck if that is different', () => {
    const attributes = { osArch: 'amd64', constructor: 'x', toString: 'y' };
    assert.deepEqual(
      nodeValuesOf({ kind: 'inventory', executor: 'ssh', name: 'web1', tags: ['a', 'b'], attributes }, ''),
      {
        ...{ hostname: 'web1', name: 'web1', tags: 'a,b', osArch: 'amd64', 'os-arch': 'amd64' },
        ...{ constructor: 'x', toString: 'y' },
      },
    );
  });
});
