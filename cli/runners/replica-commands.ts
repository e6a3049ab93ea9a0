import type { Command } from 'commander';
import { factsText } from '../../job-language/runner-filter/facts-text.ts';
import { pingRunner } from '../../protocol/client/ping-runner.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ReplicaOverview, RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import { findRunner } from '../session/find.ts';
import { print, printTable } from '../session/print.ts';
import { printInstall } from './print-install.ts';
import { REPLICA_COLUMNS, replicaWarnings } from './replica-lines.ts';

const ACTS = {
  pause: 'let a runner take no new work until it is resumed',
  resume: 'let a paused runner take work again',
  drain: 'let a runner finish what it holds and end; it is started again on its host',
} as const;

const FACTS = {
  pin: 'confirm what the replicas of a runner report about their hosts, for steps with secrets',
  unpin: 'withdraw the confirmed facts of a runner',
} as const;

/** What `outrunner runner …` does with replicas. */
export function replicaCommands(group: Command, host: Host): void {
  clientAction<[string]>(
    host,
    group
      .command('replicas')
      .argument('<runner>')
      .description('replicas of a runner, with host, version, load and how long they are up'),
    async (session, named) => {
      const { id: runner } = await findRunner(session.client, named);
      const { replicas } = await session.client.listReplicas({ params: { runner } });
      await printTable(session, replicas, REPLICA_COLUMNS);
      for (const warning of replicas.flatMap(replicaWarnings)) session.streams.say(warning);
    },
  );

  clientAction<[string]>(
    host,
    group
      .command('add-replica')
      .argument('<runner>')
      .description('print the command that starts one more replica, with its one-time token'),
    async (session, named) => {
      const runner = await findRunner(session.client, named);
      const credentials = await session.client.addReplica({ params: { runner: runner.id } });
      await printInstall(session, credentials, { ...runner, replicaType: 'manual' });
    },
  );

  clientAction<[string, string]>(
    host,
    group
      .command('delete-replica')
      .argument('<runner>')
      .argument('<replica>')
      .description('revoke one replica at once; what it runs ends as lost'),
    async (session, named, replica) => {
      const runner = await findRunner(session.client, named);
      const params = { runner: runner.id, replica: replicaOf(runner, replica).id };
      await session.client.deleteReplica({ params });
    },
  );

  clientAction<[string, { replica?: string }]>(
    host,
    group
      .command('ping')
      .argument('<runner>')
      .description('ask the replicas of a runner for a sign of life, and tell how long it took')
      .option('--replica <id>', 'only this replica of it'),
    async (session, named, options) => {
      const runner = await findRunner(session.client, named);
      const one = options.replica === undefined ? undefined : replicaOf(runner, options.replica).id;
      const result = await pingRunner(session.client, runner.id, { replica: one });
      await print(session, result, (it) => `${it.message}\n`);
      return result.iserror ? EXIT.failed : EXIT.succeeded;
    },
  );

  factsCommands(group, host);

  for (const act of ['pause', 'resume', 'drain'] as const) {
    clientAction<[string, { replica?: string }]>(
      host,
      group
        .command(act)
        .argument('<runner>')
        .description(ACTS[act])
        .option('--replica <id>', 'only this replica of it'),
      async (session, named, options) => {
        const runner = await findRunner(session.client, named);
        const one = options.replica === undefined ? {} : { replica: replicaOf(runner, options.replica).id };
        await session.client.setIntake({ params: { runner: runner.id }, body: { act, ...one } });
      },
    );
  }
}

/** `outrunner runner pin`, `runner unpin` */
function factsCommands(group: Command, host: Host): void {
  for (const act of ['pin', 'unpin'] as const) {
    clientAction<[string, { replica?: string }]>(
      host,
      group
        .command(act)
        .argument('<runner>')
        .description(FACTS[act])
        .option('--replica <id>', 'only this replica of it'),
      async (session, named, options) => {
        const runner = await findRunner(session.client, named);
        const one = options.replica === undefined ? {} : { replica: replicaOf(runner, options.replica).id };
        const body = { act, ...one };
        const { replicas } = await session.client.setPinnedFacts({ params: { runner: runner.id }, body });
        await printTable(session, replicas, {
          ID: ({ id }) => id,
          PINNED: ({ pinned }) => factsText(pinned),
        });
      },
    );
  }
}

/** The replica that an id, or the beginning of it that is no other's, names. */
function replicaOf(runner: RunnerOverview, named: string): ReplicaOverview {
  const found = runner.replicas.filter(({ id }) => id.startsWith(named));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined) throw new OutrunnerError('not-found', { kind: 'Replica', name: named });
  throw new OutrunnerError('usage', {
    problem: `Several replicas of runner ${runner.name} begin with "${named}".`,
    remedy: 'Give the whole id.',
  });
}
