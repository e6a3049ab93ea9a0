import type { Command } from 'commander';
import { commaList } from '../../support/text/comma-list.ts';
import { parseWholeNumber } from '../arguments/whole-number.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { findRunner } from '../session/find.ts';
import { print, printTable } from '../session/print.ts';

const DAY = 86_400;

/** Declares `outrunner runner key …`. */
export function enrollmentKeyCommands(group: Command, host: Host): void {
  const key = group.command('key').description('manage reusable enrollment keys, for ephemeral replicas');
  clientAction<[string]>(
    host,
    key
      .command('list')
      .argument('<runner>')
      .description('list the enrollment keys of a runner, without their values'),
    async (session, named) => {
      const { id: runner } = await findRunner(session.client, named);
      const { keys } = await session.client.listEnrollmentKeys({ params: { runner } });
      await printTable(session, keys, {
        ID: (it) => it.id,
        REPLICAS: (it) => String(it.maxReplicas),
        NETWORKS: (it) => it.networks.join(',') || 'any',
        EXPIRES: (it) => new Date(it.expiresAt).toISOString(),
      });
    },
  );
  clientAction<[string, { replicas: string; networks?: string; days?: string }]>(
    host,
    key
      .command('create')
      .argument('<runner>')
      .description('create an enrollment key and print its value, which cannot be shown again')
      .requiredOption('--replicas <number>', 'maximum number of replicas at a time')
      .option('--networks <a,b>', 'networks that may use the key, such as 10.0.0.0/8 (default: any)')
      .option('--days <number>', 'validity in days', '30'),
    async (session, named, { replicas, networks = '', days = '30' }) => {
      const { id: runner } = await findRunner(session.client, named);
      const body = {
        maxReplicas: parseWholeNumber('--replicas', replicas),
        networks: commaList(networks),
        expiresInSeconds: parseWholeNumber('--days', days) * DAY,
      };
      const created = await session.client.createEnrollmentKey({ params: { runner }, body });
      if (created.warning !== undefined) session.streams.say(`WARNING: ${created.warning}`);
      await print(session, created, (it) => `${it.token}\n`);
    },
  );
  clientAction<[string, string]>(
    host,
    key
      .command('delete')
      .argument('<runner>')
      .argument('<id>')
      .description('delete an enrollment key; replicas that it enrolled are not affected'),
    async (session, named, id) => {
      const { id: runner } = await findRunner(session.client, named);
      await session.client.deleteEnrollmentKey({ params: { runner, key: id } });
    },
  );
}
