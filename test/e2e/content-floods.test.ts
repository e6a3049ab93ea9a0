import assert from 'node:assert/strict';
import type { JobId } from '../../protocol/ids.ts';
import type { Coordinator } from './harness/coordinator.ts';
import { endOf } from './harness/jobs.ts';
import { peakMemory } from './harness/processes.ts';
import { World } from './harness/world.ts';

const MIB = 1024 * 1024;

function importText(coordinator: Coordinator, text: string, type = 'application/yaml') {
  return coordinator.call('POST', '/api/53/project/demo/jobs/import?dupeOption=update', text, {
    'Content-Type': type,
  });
}

describe('content that would exhaust the coordinator', () => {
  it('is refused with a reason if it exceeds the limits of nesting, steps or jobs', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator();
    const job = '- name: a\n  sequence: {commands: [{exec: id}]}\n';
    const steps = `- name: a\n  sequence:\n    commands:\n${'    - exec: id\n'.repeat(10_001)}`;
    const cases = [
      ['['.repeat(20 * MIB), 'application/yaml', 400, /Nested more than 64 levels/],
      ['['.repeat(20 * MIB), 'application/json', 400, /Nested more than 64 levels/],
      ['- '.repeat(MIB), 'application/yaml', 400, /Nested more than 64 levels/],
      [job.repeat(10_001), 'application/yaml', 400, /has 10001 jobs/],
      [job.repeat(130_000), 'application/yaml', 400, /too-many-values|more than 900000 words/],
      [steps, 'application/yaml', 200, /has 10001 steps/],
    ] as const;
    for (const [text, type, status, reason] of cases) {
      const answer = await importText(coordinator, text, type);
      assert.equal(answer.status, status, JSON.stringify(answer.body).slice(0, 500));
      assert.match(JSON.stringify(answer.body).slice(0, 2000), reason);
    }
    const deep = await coordinator.call('POST', '/api/53/projects', `{"name":${'['.repeat(MIB)}`);
    assert.equal(deep.status, 400);
    assert.match(JSON.stringify(deep.body), /more than 64 levels deep/);
    assert.ok((await peakMemory(coordinator.program.pid)) < 1536);
  });

  it('does not prevent executions, and takes less than 1 GiB of memory, if four imports of 40 MB arrive at once', async () => {
    await using world = await World.open();
    const coordinator = await world.coordinator({ args: ['--local-runner-same-user'] });
    const small = await importText(
      coordinator,
      '- name: small\n  sequence: {commands: [{exec: echo small}]}\n',
    );
    assert.equal(small.status, 200);
    const [job] = (await coordinator.client.listJobOverviews()).jobs;
    assert.ok(job);
    const script = '        a line of a script that is as long as such lines are\n'.repeat(65_000);
    const large = Array.from({ length: 10 }, (_, index) => {
      return `- name: large-${index}\n  sequence:\n    commands:\n    - script: |\n${script}`;
    }).join('');
    const idle = await peakMemory(coordinator.program.pid);
    const imports = Promise.all([1, 2, 3, 4].map(() => importText(coordinator, large)));
    let finished = 0;
    const importing = imports.then(() => undefined);
    while (
      (await Promise.race([importing.then(() => 'imported'), ended(coordinator, job.id)])) !== 'imported'
    )
      finished += 1;
    assert.ok(finished > 0);
    for (const answer of await imports) assert.equal(answer.status, 200);
    const taken = (await peakMemory(coordinator.program.pid)) - idle;
    assert.ok(taken < 1024, `${Math.round(taken)} MiB are taken`);
  });
});

async function ended(coordinator: Coordinator, job: JobId): Promise<string> {
  const { id } = await coordinator.client.runJob({ params: { job } });
  const end = await endOf(coordinator.client, id);
  assert.equal(end.status, 'succeeded');
  return end.status;
}
