import * as l10n from '@vscode/l10n';
import type { Command } from '../commands/command.ts';
import { deleteExecution } from '../executions/delete-execution.ts';
import { deleteJob } from '../jobs/job-commands.ts';
import { deleteKey } from '../keys/key-commands.ts';
import { deleteNodeSource } from '../nodes/delete-node-source.ts';
import { deleteProject } from '../projects/project-commands.ts';
import { deleteReplica } from '../runners/delete-replica.ts';
import { deleteRunner } from '../runners/delete-runner.ts';
import { renameRunner } from '../runners/rename-runner.ts';
import { deleteTag, renameTag } from '../tags/tag-commands.ts';
import type { Subject } from '../tree/tree-node.ts';

type ByKind = Readonly<Partial<Record<Subject['kind'], Command>>>;

const RENAME: ByKind = { runner: renameRunner, tag: renameTag };
const DELETE: ByKind = {
  runner: deleteRunner,
  replica: deleteReplica,
  tag: deleteTag,
  project: deleteProject,
  job: deleteJob,
  key: deleteKey,
  'node-source': deleteNodeSource,
  execution: deleteExecution,
};

/** Renames the selected row. */
export const renameSelected: Command = onSelection(RENAME, () =>
  l10n.t('Select a runner or a tag to rename.'),
);

/**
 * Deletes the selected rows that have the same kind as the first one. The delete command for that kind ignores the
 * other rows, and asks for a confirmation.
 */
export const deleteSelected: Command = onSelection(DELETE, () => l10n.t('Select a row that can be deleted.'));

function onSelection(byKind: ByKind, otherwise: () => string): Command {
  return async (context, subject, selected) => {
    const isPart =
      (subject.kind === 'project' && subject.isPart === true) ||
      (subject.kind === 'execution' && subject.place !== undefined);
    const command = isPart ? undefined : byKind[subject.kind];
    if (command === undefined) await context.prompts.inform(otherwise());
    else await command(context, subject, selected);
  };
}
