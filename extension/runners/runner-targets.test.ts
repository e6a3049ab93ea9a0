import assert from 'node:assert/strict';
import type { Command, CommandContext } from '../commands/command.ts';
import { EMPTY_MODEL } from '../model/model.ts';
import { aReplica, aRunner } from '../model/model-fixtures.ts';
import { ScriptedPerson } from '../testing/scripted-person.ts';
import type { Subject } from '../tree/tree-node.ts';
import { deleteReplica } from './delete-replica.ts';
import { pinFacts, unpinFacts } from './pin-facts.ts';
import { pingRunner } from './ping-runner.ts';
import { drainRunner, pauseRunner, resumeRunner } from './set-intake.ts';

const noSubject = { kind: 'none' } as const;
const [first, second] = [
  '11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  '22222222-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
] as const;
const row = (runnerId: string): Subject => ({ kind: 'runner', runnerId });
const replicaRow = (replicaId: string): Subject => ({ kind: 'replica', runnerId: 'r1', replicaId });

describe('commands on runners and replicas', () => {
  const runners = [
    aRunner({
      id: 'r1',
      name: 'edge',
      replicas: [aReplica({ id: first }), aReplica({ id: second, hostname: 'host-2', running: 2 })],
    }),
    aRunner({ id: 'r2', name: 'far' }),
    aRunner({ id: 'r0', name: 'Local Runner', local: true }),
  ];
  let calls: unknown[];
  let [atOnce, mostAtOnce] = [0, 0];

  /** Runs a command and returns the prompts and messages. */
  async function run(
    command: Command,
    answers: readonly unknown[],
    subject: Subject = noSubject,
    selected: readonly Subject[] = [],
  ): Promise<readonly string[]> {
    calls = [];
    const person = new ScriptedPerson();
    person.answers(answers);
    const client = {
      setIntake: async ({ params, body }: { params: { runner: string }; body: object }) => {
        calls.push({ ...params, ...body });
        return { replicas: runners.find(({ id }) => id === params.runner)?.replicas };
      },
      setPinnedFacts: async ({ params, body }: { params: { runner: string }; body: object }) =>
        calls.push({ ...params, ...body }),
      deleteReplica: async ({ params }: { params: unknown }) => calls.push(params),
      pingRunner: async ({ params }: { params: { runner: string } }) => {
        atOnce += 1;
        mostAtOnce = Math.max(mostAtOnce, atOnce);
        return { pingToken: params.runner };
      },
      checkPing: async ({ params }: { params: { ping: string } }) => {
        atOnce -= 1;
        return {
          completed: true,
          iserror: params.ping === 'r2',
          message: params.ping === 'r2' ? 'no answer' : 'answered in 3 ms',
        };
      },
    };
    const context = {
      prompts: person.prompts(),
      connection: { client },
      model: () => ({ ...EMPTY_MODEL, runners }),
    };
    await command(context as unknown as CommandContext, subject, selected);
    person.finished('it');
    return person.told;
  }

  it('act on every selected row, and only once on each replica', async () => {
    await run(pauseRunner, [], row('r1'), [row('r1'), replicaRow(first), row('r2'), row('r0')]);
    assert.deepEqual(calls, [
      { runner: 'r1', act: 'pause' },
      { runner: 'r2', act: 'pause' },
    ]);
  });

  it('ask which replica to use if the runner has several', async () => {
    await run(pauseRunner, ['edge', 'host-2']);
    assert.deepEqual(calls, [{ runner: 'r1', act: 'pause', replica: second }]);
    await run(pauseRunner, ['edge', 'All 2 Replicas']);
    assert.deepEqual(calls, [{ runner: 'r1', act: 'pause' }]);
    await run(pauseRunner, ['far']);
    assert.deepEqual(calls, [{ runner: 'r2', act: 'pause' }]);
  });

  it('show the target in the confirmation of a drain', async () => {
    const [one] = await run(drainRunner, [false], replicaRow(first));
    assert.equal(one, 'Drain replica 11111111 of runner "edge"?');
    const [several] = await run(drainRunner, [true], row('r2'), [row('r2'), replicaRow(first)]);
    assert.equal(several, 'Drain 1 runner and 1 replica?');
    assert.equal(calls.length, 2);
  });

  it('pin the facts of hosts only after a confirmation, and unpin them at once', async () => {
    const [question] = await run(pinFacts, [false], row('r1'));
    assert.equal(question, 'Confirm the host facts of every replica of runner "edge"?');
    assert.deepEqual(calls, []);
    await run(pinFacts, [true], row('r1'), [replicaRow(first), row('r2')]);
    assert.deepEqual(calls, [
      { runner: 'r2', act: 'pin' },
      { runner: 'r1', act: 'pin', replica: first },
    ]);
    await run(unpinFacts, [], row('r2'));
    assert.deepEqual(calls, [{ runner: 'r2', act: 'unpin' }]);
  });

  it('delete all selected replicas after one confirmation', async () => {
    const [question] = await run(deleteReplica, [true], replicaRow(first), [
      replicaRow(first),
      replicaRow(second),
    ]);
    assert.equal(question, 'Delete 2 replicas?');
    assert.deepEqual(calls, [
      { runner: 'r1', replica: first },
      { runner: 'r1', replica: second },
    ]);
  });

  it('report replicas that are still paused after a resume, and offer to resume them', async () => {
    const replicas = [aReplica({ id: first, paused: true }), aReplica({ id: second })];
    runners.push(aRunner({ id: 'r3', name: 'half', replicas }));
    const told = await run(resumeRunner, ['Resume'], row('r3'));
    assert.deepEqual(told, ['Still paused: replica 11111111 of runner "half".']);
    assert.deepEqual(calls, [
      { runner: 'r3', act: 'resume' },
      { runner: 'r3', act: 'resume', replica: first },
    ]);
    const [ofRunner] = await run(resumeRunner, [], { kind: 'replica', runnerId: 'r3', replicaId: first });
    assert.equal(ofRunner, 'Still paused: every replica of runner "half".');
    assert.equal(calls.length, 1);
    await run(resumeRunner, [], { kind: 'replica', runnerId: 'r3', replicaId: second });
    assert.equal(calls.length, 1);
  });

  it('ping concurrently, and show each answer', async () => {
    assert.deepEqual(await run(pingRunner, [], row('r1'), [row('r1'), row('r2')]), [
      'Pinging 2 runners',
      'edge: answered in 3 ms · far: no answer',
    ]);
    assert.deepEqual(await run(pingRunner, [], row('r1')), [
      'Pinging every replica of runner "edge"',
      'edge: answered in 3 ms',
    ]);
  });

  it('summarise many answers, and limit the number of concurrent pings', async () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      aRunner({ id: `m${index}`, name: `many-${index}` }),
    );
    runners.push(...many);
    const rows = many.map(({ id }) => row(id));
    const [, all] = await run(pingRunner, [], rows[0], rows);
    assert.equal(all, 'All 60 pings were answered.');
    assert.equal(mostAtOnce, 16);
    const [, some] = await run(pingRunner, [], row('r2'), [row('r2'), ...rows]);
    assert.equal(some, '1 of 61 pings failed: far.');
  });
});
