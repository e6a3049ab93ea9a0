import type { Command } from 'commander';
import { parseWholeNumber } from '../arguments/whole-number.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { printTable } from '../session/print.ts';

/** Declares `outrunner audit …`. */
export function auditCommands(program: Command, host: Host): void {
  const group = program.command('audit').description('show the audit log');
  clientAction<[{ max?: string; before?: string }]>(
    host,
    group
      .command('list')
      .description('list administrative actions, newest first')
      .option('--max <number>', 'maximum number of actions, up to 1000', '100')
      .option('--before <number>', 'only actions before this number'),
    async (session, { max = '100', before }) => {
      const { acts } = await session.client.listAudit({
        query: {
          max: parseWholeNumber('--max', max),
          ...(before === undefined ? {} : { before: parseWholeNumber('--before', before) }),
        },
      });
      await printTable(session, acts, {
        ACT: (it) => String(it.sequence),
        TIME: (it) => it.time,
        WHO: (it) => it.who,
        WHAT: (it) => it.what,
        SUBJECT: (it) => (it.name === undefined ? it.subject : `${it.name} (${it.subject})`),
        TOKEN: (it) => it.token ?? '',
        FROM: (it) => it.from,
        DETAIL: (it) => it.detail ?? '',
      });
    },
  );
}
