import * as l10n from '@vscode/l10n';
import { PRIORITY } from '../../protocol/entities/project-dispatch.ts';
import { ProjectName } from '../../protocol/ids.ts';
import type { DispatchConfig, UpdateDispatchConfig } from '../../protocol/routes/shapes/dispatch-shapes.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import type { Prompts } from '../prompts/prompts.ts';

type Asked = 'automatic' | 'manual' | 'local' | 'refused' | 'on' | 'off' | 'priority';

/** Changes one setting of a project's dispatch configuration. */
export const setProjectDispatch: Command = async (context, subject) => {
  const project = await pickProject(context, subject, l10n.t('Set Project Dispatch'));
  if (project === undefined) return;
  const client = clientOf(context);
  const params = { project: ProjectName.parse(project.name) };
  const title = l10n.t('Dispatch of {0}', project.name);
  const config = await client.getDispatchConfig({ params });
  const asked = await context.prompts.choose<Asked>({
    title,
    placeHolder: l10n.t('Choose a setting (✓ = current)'),
    choices: choicesOf(config).map(([value, label, detail, is]) => ({
      label,
      detail,
      ...(is ? { description: '✓' } : {}),
      value,
    })),
  });
  const body = asked === undefined ? undefined : await changeOf(asked, config, title, context.prompts);
  if (body !== undefined) await client.setDispatchConfig({ params, body });
};

function choicesOf(config: DispatchConfig): (readonly [Asked, string, string, boolean])[] {
  const { automatic, unmatchedNodes, runnersEnabled, priority } = config;
  return [
    [
      'automatic',
      l10n.t('Automatic'),
      l10n.t('Steps on a node run on the runner whose node filter selects the node'),
      automatic,
    ],
    [
      'manual',
      l10n.t('Manual'),
      l10n.t('Each job runs on the runners it selects, or on the Local Runner'),
      !automatic,
    ],
    [
      ...(['local', l10n.t('Unmatched Nodes: Local Runner')] as const),
      l10n.t('With automatic dispatch, the Local Runner runs the steps on nodes that no filter selects'),
      unmatchedNodes === 'local',
    ],
    [
      ...(['refused', l10n.t('Unmatched Nodes: Refused')] as const),
      l10n.t('With automatic dispatch, a job with nodes that no filter selects is rejected'),
      unmatchedNodes === 'refused',
    ],
    [
      'on',
      l10n.t('Created Runners: On'),
      l10n.t('Created runners execute jobs of the project'),
      runnersEnabled,
    ],
    [
      'off',
      l10n.t('Created Runners: Off'),
      l10n.t('Only the Local Runner executes jobs of the project'),
      !runnersEnabled,
    ],
    [
      'priority',
      l10n.t('Priority: {0}…', priority),
      l10n.t('Default priority of its executions on busy runners, from 1 (last) to 9 (first)'),
      false,
    ],
  ];
}

async function changeOf(
  asked: Asked,
  config: DispatchConfig,
  title: string,
  prompts: Pick<Prompts, 'text'>,
): Promise<UpdateDispatchConfig | undefined> {
  if (asked === 'automatic' || asked === 'manual') return { automatic: asked === 'automatic' };
  if (asked === 'local' || asked === 'refused') return { unmatchedNodes: asked };
  if (asked === 'on' || asked === 'off') return { runnersEnabled: asked === 'on' };
  const typed = await prompts.text({
    title,
    prompt: l10n.t('From {0} (last) to {1} (first)', PRIORITY.lowest, PRIORITY.highest),
    value: String(config.priority),
    validate: (input) => (/^[1-9]$/.test(input.trim()) ? undefined : l10n.t('Enter a number from 1 to 9')),
  });
  return typed === undefined ? undefined : { priority: Number(typed) };
}
