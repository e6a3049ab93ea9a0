import assert from 'node:assert/strict';
import { HostCopying } from './host-copying.ts';
import type { RemoteRun } from './remote-run.ts';

describe('HostCopying', () => {
  it('does not start its program if the step is already cancelled', async () => {
    const programs = { start: () => assert.fail('it was started') };
    const copying = new HostCopying({ programs } as unknown as RemoteRun);
    assert.equal(copying.cancel(0), undefined);
    const script = { path: '/tmp/x.sh', text: 'true', mode: 0o700, syncs: false };
    const program = { argv: ['cp'], env: {} };
    const copier = copying.copierOf(script, { kind: 'program', program });
    await assert.rejects(copier.copy('true'), { reason: 'Interrupted' });
  });
});
