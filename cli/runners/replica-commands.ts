import type { Command } from 'commander';
import { factsText } from '../../job-language/runner-filter/facts-text.ts';
import { pingAndWait } from '../../protocol/client/ping-runner.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ReplicaOverview, RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import { findRunner } from '../session/find.ts';
import { print, printTable } from '../session/print.ts';
import { printInstall } from './print-install.ts';
import { REPLICA_COLUMNS, replicaWarnings } from './replica-lines.ts';

const ACTS = {
  pause: 'pause a runner: it takes no new work until it is resumed',
  resume: 'resume a paused runner',
  drain: 'drain a runner: it finishes its running operations and exits; only its host can start it again',
} as const;

const FACTS = {
  pin: 'confirm the host facts that the replicas of a runner report, for steps with secrets',
  unpin: 'withdraw the confirmed facts of a runner',
} as const;

/** Declares the commands below `outrunner runner` that concern replicas. */
export function replicaCommands(group: Command, host: Host): void {
  clientAction<[string]>(
    host,
    group
      .command('replicas')
      .argument('<runner>')
      .description('list the replicas of a runner with host, version, load and uptime'),
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
      .description('print the command that installs another replica, which contains a one-time token'),
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
      .description('revoke a replica at once; its running operations are recorded as lost'),
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
      .description('ping the replicas of a runner and print how long the answers took')
      .option('--replica <id>', 'only this replica'),
    async (session, named, options) => {
      const runner = await findRunner(session.client, named);
      const one = options.replica === undefined ? undefined : replicaOf(runner, options.replica).id;
      const result = await pingAndWait(session.client, runner.id, { replica: one });
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
        .option('--replica <id>', 'only this replica'),
      async (session, named, options) => {
        const runner = await findRunner(session.client, named);
        const one = options.replica === undefined ? {} : { replica: replicaOf(runner, options.replica).id };
        await session.client.setIntake({ params: { runner: runner.id }, body: { act, ...one } });
      },
    );
  }
}

/** Declares `outrunner runner pin` and `runner unpin`. */
function factsCommands(group: Command, host: Host): void {
  for (const act of ['pin', 'unpin'] as const) {
    clientAction<[string, { replica?: string }]>(
      host,
      group
        .command(act)
        .argument('<runner>')
        .description(FACTS[act])
        .option('--replica <id>', 'only this replica'),
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

/** Finds a replica by its id or an unambiguous prefix of it. */
function replicaOf(runner: RunnerOverview, named: string): ReplicaOverview {
  const found = runner.replicas.filter(({ id }) => id.startsWith(named));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined) throw new OutrunnerError('not-found', { kind: 'Replica', name: named });
  throw new OutrunnerError('usage', {
    problem: `Several replicas of runner ${runner.name} start with "${named}".`,
    remedy: 'Use the full id.',
  });
}
