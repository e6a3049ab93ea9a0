import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createClient } from '../../protocol/client/client.ts';
import { bindToken } from '../../protocol/client/endpoint.ts';
import { createNodeTransport } from '../../protocol/client/node-transport.ts';
import type { Originator } from '../../protocol/entities/originator.ts';
import { JobId, ProjectName } from '../../protocol/ids.ts';
import { startTestCoordinator, type TestCoordinator } from '../hosting/testing/test-coordinator.ts';
import { prepareWebhookJob } from './testing/prepare-webhook-job.ts';

const OPS = ProjectName.parse('ops');
const SCHEDULED = `- name: Nightly
  multipleExecutions: true
  runnerSelector: {filter: linux}
  schedule: {crontab: '* * * ? * * *'}
  sequence: {commands: [{exec: 'true'}]}
`;

describe('the start entry of an execution', () => {
  let coordinator: TestCoordinator;
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
    await prepareWebhookJob(coordinator);
  });
  afterEach(() => coordinator.stop());

  /** Returns the user and originator of each execution of the journal, after the coordinator stopped. */
  const stored = async (): Promise<
    readonly { user: string; originator?: Originator; schedule?: unknown }[]
  > => {
    await coordinator.stop('keep');
    const journal = new DatabaseSync(join(coordinator.dataDir, 'journal.db'), { readOnly: true });
    const rows = journal
      .prepare("SELECT data FROM entry WHERE type = 'execution-requested' ORDER BY execution")
      .all();
    journal.close();
    coordinator = await startTestCoordinator({ dataDir: coordinator.dataDir });
    return rows.map(({ data }) => JSON.parse(String(data)).event ?? JSON.parse(String(data)));
  };

  it('contains the user, roles, token and projects of the call, and of the token that created the webhook', async () => {
    const made = await coordinator.client.createToken({
      body: { user: 'ann', roles: ['admin'], projects: [OPS] },
    });
    const endpoint = { kind: 'url', url: coordinator.url } as const;
    const client = createClient({
      transport: createNodeTransport(endpoint),
      token: bindToken(made.token ?? '', endpoint),
    });
    const job = JobId.parse('deploy');
    await client.runJob({ params: { job }, body: { asUser: 'bob' } });
    const { id } = await client.createWebhook({
      params: { project: OPS },
      body: { name: 'hook', eventPlugin: 'webhook-run-job', config: { jobId: job } },
    });
    const { authToken } = await client.getWebhook({ params: { project: OPS, webhook: id } });
    client.close();
    const sent = await fetch(`${coordinator.url}/api/45/webhook/${authToken}`, {
      method: 'POST',
      body: '{}',
    });
    assert.equal(sent.status, 200);
    const own = { user: 'ann', roles: ['admin'], projects: [OPS] };
    assert.deepEqual(
      (await stored()).map(({ user, originator }) => ({ user, originator })),
      [
        { user: 'bob', originator: { ...own, tokenId: made.id } },
        { user: 'ann', originator: { ...own, tokenId: `webhook ${id}` } },
      ],
    );
  });

  it('contains the rights of the token that imported the job of a schedule', async () => {
    const { client } = coordinator;
    const fired = (async () => {
      const events = await coordinator.call('GET', '/outrunner/v1/events');
      const text = events.body?.pipeThrough(new TextDecoderStream());
      let seen = '';
      for await (const part of text ?? []) {
        seen += part;
        if (/"type":"execution/.test(seen)) return;
      }
    })();
    await client.importJobs({
      params: { project: OPS },
      body: { text: SCHEDULED, mediaType: 'application/yaml' },
    });
    await fired;
    const [first] = await stored();
    assert.ok(first?.schedule !== undefined);
    assert.deepEqual(first.originator, { user: 'admin', roles: ['admin'], tokenId: 'admin' });
  });
});
