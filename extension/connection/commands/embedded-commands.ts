import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { OpenStatus } from '../../../protocol/entities/execution.ts';
import type { Command } from '../../commands/command.ts';
import { useCoordinator } from './use-coordinator.ts';

/** Starts the embedded coordinator, or connects to the one that another window started. */
export const startEmbedded: Command = async (context) => {
  await useCoordinator(context, { kind: 'embedded' });
};

/** Stops the embedded coordinator for all windows, after a confirmation that counts the open executions. */
export const stopEmbedded: Command = async ({ connection, embedded, model, prompts }) => {
  const count = (status: OpenStatus) => model().executions.filter((it) => it.status === status).length;
  const [running, scheduled] = [count('running'), count('scheduled')];
  const idle = l10n.t(
    'All windows that use it are disconnected. No data is lost, and you can start it again at any time.',
  );
  const busy =
    running === 1
      ? l10n.t(
          '1 execution running. Its steps continue on the runners, and its output arrives when the coordinator starts again.',
        )
      : l10n.t(
          '{0} executions running. Their steps continue on the runners, and their output arrives when the coordinator starts again.',
          running,
        );
  const planned =
    scheduled === 1
      ? l10n.t('1 execution scheduled. It cannot start while the coordinator is stopped.')
      : l10n.t('{0} executions scheduled. They cannot start while the coordinator is stopped.', scheduled);
  const stop = await prompts.confirm({
    message: l10n.t('Stop the embedded coordinator?'),
    detail: [running > 0 ? busy : idle, ...(scheduled > 0 ? [planned] : [])].join(' '),
    verb: l10n.t('Stop'),
  });
  if (!stop) return;
  await connection.disconnect();
  await embedded.stop();
};

/** Stops and starts the embedded coordinator. Running steps continue meanwhile. */
export const restartEmbedded: Command = async ({ connection, embedded }) =>
  connection.around(() => embedded.stop());

/** Opens the embedded coordinator's log, and creates an empty one if there is none. */
export const showCoordinatorLog: Command = async ({ editor, embedded }) => {
  await mkdir(dirname(embedded.logFile), { recursive: true });
  await (await open(embedded.logFile, 'a', 0o600)).close();
  await editor.openFile(embedded.logFile);
};
