import assert from 'node:assert/strict';
import { until } from '../../harness/until.ts';
import type { CorpusWorld } from '../corpus-world.ts';
import type { Scenarios } from '../scenario.ts';

const RECOVERY = 'Use Cases/Incident Response Examples/Web Service/Server Diagnostics and Recovery';
/** The jobs that the job references by uuid. The corpus lacks one of them. */
const REFERRED = {
  memory: '47e4caa0-8b97-4baf-a816-906a53b9af50',
  disk: '9e173b98-4789-4017-99f9-3c6952d72bb5',
  server: '0566ebbe-be81-4b6d-abc2-b1b209ebe31b',
};

async function assertWebhook(corpus: CorpusWorld, job: string, status: string): Promise<void> {
  const path = `/${status}`;
  const run = await corpus.run(job, { webhook_url: corpus.webhooks.url(path) });
  assert.equal(run.status, status);
  const call = await until('the call', () => corpus.webhooks.calls.find((one) => one.path === path));
  assert.equal(call.method, 'POST');
  assert.match(call.headers['content-type'] ?? '', /^application\/json/);
}

/** Jobs that send notifications. */
export const NOTIFIED: Scenarios = {
  'Basic Examples/Notifications/HTTP Notification on Failure': (corpus) =>
    assertWebhook(corpus, 'Basic Examples/Notifications/HTTP Notification on Failure', 'failed'),
  'Basic Examples/Notifications/HTTP Notification on Success': (corpus) =>
    assertWebhook(corpus, 'Basic Examples/Notifications/HTTP Notification on Success', 'succeeded'),
  [RECOVERY]: async (corpus) => {
    const missing = await corpus.run(RECOVERY);
    assert.equal(missing.status, 'failed');
    assert.match(JSON.stringify(missing.execution.reason), /47e4caa0|Memory Diagnostics/);
    for (const [name, uuid] of Object.entries(REFERRED)) {
      const exec =
        name === 'server' ? 'echo server ${option.filter}; exit 1' : `echo ${name} \${option.filter}`;
      const options = [{ name: 'filter' }];
      await corpus.importOwn({ name, uuid, group: 'referred', options, sequence: { commands: [{ exec }] } });
    }
    const before = corpus.mail.mails.length;
    const run = await corpus.run(RECOVERY, { filter: 'node2' });
    assert.equal(run.status, 'failed');
    assert.deepEqual(
      run.entries.map(({ stepctx, log }) => `${stepctx.replace(/@node=[^/]+/, '')}: ${log}`),
      ['1/1: memory node2', '2/1: disk node2', '3/1: server node2'],
    );
    const mail = await until('the mail', () => corpus.mail.mails[before]);
    assert.deepEqual(mail.to, ['itcrew@example.org']);
    assert.match(mail.text, /Subject: Web Service is down!/);
    assert.match(mail.text, /Content-Disposition: attachment/);
  },
};
