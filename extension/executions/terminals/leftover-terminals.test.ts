import assert from 'node:assert/strict';
import { ExecutionId } from '../../../protocol/ids.ts';
import { leftoverTerminals, terminalName } from './leftover-terminals.ts';

describe('leftoverTerminals', () => {
  it('returns the terminals of the execution that another extension host created', () => {
    const execution = ExecutionId.parse(7);
    const ours = { name: terminalName(execution, 'backup') };
    const dead = [{ name: '#7 backup' }, { name: '#7' }, { name: '#7 backup (failed)' }];
    const others = [{ name: '#71 backup' }, { name: 'bash' }, { name: 'watch #7 backup' }];
    assert.deepEqual(
      leftoverTerminals(execution, [ours, ...dead, ...others], (it) => it === ours),
      dead,
    );
  });
});
