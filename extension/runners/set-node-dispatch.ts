import * as l10n from '@vscode/l10n';
import { filterProblem } from '../../job-language/nodes/filter-problem.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickRunner } from '../commands/pick.ts';
import { selectionText } from '../nodes/list-nodes.ts';
import { answered, askInTurn, FormQuestions } from '../prompts/ask-in-turn.ts';

/** Sets which nodes a runner serves in a project with automatic dispatch, and whether the runner's host is a node. */
export const setNodeDispatch: Command = async (context, subject) => {
  const runner = await pickRunner(context, subject, l10n.t('Dispatch Nodes through Runner'));
  const project = runner && (await projectOf(context, runner));
  if (runner === undefined || project === undefined) return;
  const client = clientOf(context);
  const title = l10n.t('Nodes of {0} through {1}', project, runner.name);
  const before = await client.getProjectRunner({ params: { project, runner: runner.id } });
  const form = {
    picked: [
      ...(before.runnerAsNodeEnabled === true ? (['host'] as const) : []),
      ...(before.remoteNodeDispatch === true ? (['nodes'] as const) : []),
    ] as readonly ('host' | 'nodes')[],
    filter: before.runnerNodeFilter ?? '',
  };
  const ask = new FormQuestions(context.prompts, title);
  const isAnswered = await askInTurn([
    ask.several<'host' | 'nodes'>(
      () => ({
        placeHolder: l10n.t('Choose what the runner executes in the project'),
        choices: [
          {
            label: l10n.t('The Host of the Runner'),
            detail: l10n.t('The host becomes a node of the project'),
            picked: form.picked.includes('host'),
            value: 'host',
          },
          {
            label: l10n.t('Nodes Selected by a Filter…'),
            detail: form.filter || l10n.t('No filter yet'),
            picked: form.picked.includes('nodes'),
            value: 'nodes',
          },
        ],
      }),
      (picked) => Object.assign(form, { picked }),
    ),
    async (step) => {
      if (!form.picked.includes('nodes')) return 'answered';
      const filter = await context.prompts.textStep({
        title,
        step,
        value: form.filter,
        prompt: l10n.t('Node filter, such as "tags: eu" or ".*" for all nodes'),
        validate: (input) => (input.trim() === '' ? l10n.t('Enter a node filter') : filterProblem(input)),
        hint: async (input) => (input.trim() === '' ? '' : selectionText(client, project, input.trim())),
      });
      return answered(filter, (typed) => Object.assign(form, { filter: typed }));
    },
  ]);
  if (!isAnswered) return;
  const remoteNodeDispatch = form.picked.includes('nodes');
  const runnerAsNodeEnabled = form.picked.includes('host');
  await client.setNodeDispatch({
    params: { project },
    body: {
      runnerId: runner.id,
      runnerAsNodeEnabled,
      remoteNodeDispatch,
      ...(remoteNodeDispatch ? { runnerNodeFilter: form.filter } : {}),
    },
  });
};

async function projectOf(
  { prompts }: CommandContext,
  { name, assignedProjects }: RunnerOverview,
): Promise<ProjectName | undefined> {
  const [only] = assignedProjects;
  if (assignedProjects.length === 1) return only;
  return prompts.choose({
    title: l10n.t('Dispatch Nodes through {0}', name),
    placeHolder:
      only === undefined ? l10n.t('The runner is not assigned to a project yet') : l10n.t('Choose a project'),
    choices: assignedProjects.map((project) => ({ label: project, value: project })),
  });
}
