import assert from 'node:assert/strict';
import { RUNNER_HEADERS, RUNNER_PATHS } from '../../protocol/runner/headers.ts';
import { RUNNER_PROTOCOL_VERSION } from '../../protocol/version.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';
import { HOST, newKeys } from '../runner-protocol/testing/test-runner.ts';

describe('the networks of an enrollment key', () => {
  let coordinator: TestCoordinator;

  beforeEach(async () => {
    coordinator = await startTestCoordinator({ behindTlsProxy: ['127.0.0.1'] });
    await coordinator.client.updateSettings({ body: { runners: { enabled: true } } });
  });
  afterEach(() => coordinator.stop());

  it('are compared with the client address that a proxy reports, and a refusal is audited', async () => {
    const { token } = await create(['198.51.100.0/24']);
    const answers = [await enroll(token, '203.0.113.9'), await enroll(token, '198.51.100.7')];
    assert.deepEqual(answers, [409, 200]);
    const refusals = await first(async () => {
      const { acts } = await coordinator.client.listAudit({ query: {} });
      const found = acts.filter(({ what }) => what === 'replica.enroll.refused');
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual(
      refusals.map(({ from }) => from),
      ['203.0.113.9'],
    );
    assert.match(
      JSON.stringify(refusals),
      /it is limited to 198\.51\.100\.0\/24, but the request comes from 203\.0\.113\.9/,
    );
  });

  it('cause a warning if there are none, or if one of them covers the whole Internet', async () => {
    for (const networks of [[], ['0.0.0.0/0'], ['10.0.0.0/8', '::/0']])
      assert.match((await create(networks)).warning ?? '', /from any network.*up to 2 replicas/);
    assert.equal((await create(['10.0.0.0/8'])).warning, undefined);
  });

  let created = 0;
  async function create(networks: string[]) {
    const { client } = coordinator;
    const body = { name: `pods-${created++}`, description: '', replicaType: 'ephemeral' } as const;
    const { runnerId: runner } = await client.createRunner({ body });
    return client.createEnrollmentKey({ params: { runner }, body: { maxReplicas: 2, networks } });
  }

  async function enroll(token: string, from: string): Promise<number> {
    const { signatureKey, encryptionKey } = await newKeys();
    const answer = await coordinator.call('POST', RUNNER_PATHS.enroll, {
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': from,
        [RUNNER_HEADERS.protocol]: String(RUNNER_PROTOCOL_VERSION),
      },
      body: JSON.stringify({ token, signatureKey, encryptionKey, host: HOST }),
    });
    return answer.status;
  }
});

/** Repeats `ask` until it returns a value, because an audit record is written with the next commit. */
async function first<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
  }
}
