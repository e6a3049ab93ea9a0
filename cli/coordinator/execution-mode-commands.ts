import type { Command } from 'commander';
import {
  type ExecutionModeName,
  type ModeFlags,
  modeArgument,
  requireMode,
} from '../arguments/mode-argument.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { print } from '../session/print.ts';

/** Declares `outrunner settings mode`. */
export function executionModeCommand(group: Command, host: Host): void {
  clientAction<[ExecutionModeName | undefined, ModeFlags]>(
    host,
    modeArgument(
      group
        .command('mode')
        .description('show or change whether the coordinator starts executions, at once or after a delay'),
    ),
    async (session, mode, { in: delay }) => {
      const { client } = session;
      requireMode(mode, delay);
      if (mode !== undefined && delay !== undefined) {
        const body = { value: delay };
        const answer =
          mode === 'active'
            ? await client.enableExecutionsLater({ body })
            : await client.disableExecutionsLater({ body });
        return print(session, answer, ({ msg }) => `${msg}\n`).then(() => undefined);
      }
      if (mode === 'active') await client.enableExecutions();
      if (mode === 'passive') await client.disableExecutions();
      const { executions, outrunner } = (await client.systemInfo()).system;
      const { plannedExecutionMode: planned } = outrunner;
      const shown = {
        executionMode: executions.executionMode,
        ...(planned === undefined ? {} : { plannedExecutionMode: planned }),
      };
      await print(session, shown, () =>
        [
          `${executions.executionMode}\n`,
          ...(planned === undefined
            ? []
            : [`${planned.executionMode} at ${planned.at}, planned by ${planned.by}\n`]),
        ].join(''),
      );
      return undefined;
    },
  );
}
