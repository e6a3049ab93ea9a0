import { PRIORITY } from '../../protocol/entities/project-dispatch.ts';
import { ProjectName } from '../../protocol/ids.ts';
import type { DispatchConfig, UpdateDispatchConfig } from '../../protocol/routes/shapes/dispatch-shapes.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import type { Prompts } from '../prompts/prompts.ts';

type Asked = 'automatic' | 'manual' | 'local' | 'refused' | 'on' | 'off' | 'priority';

/** Changes one setting of a project's dispatch configuration. */
export const setProjectDispatch: Command = async (context, subject) => {
  const project = await pickProject(context, subject, 'Set Dispatch of Project');
  if (project === undefined) return;
  const client = clientOf(context);
  const params = { project: ProjectName.parse(project.name) };
  const title = `Dispatch of ${project.name}`;
  const config = await client.getDispatchConfig({ params });
  const asked = await context.prompts.choose<Asked>({
    title,
    placeHolder: 'Choose a setting (✓ = current)',
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
    ['automatic', 'Automatic', 'Each node is executed by the runner whose node filter selects it', automatic],
    ['manual', 'Manual', 'Each job runs on the runners it selects, or on the Local Runner', !automatic],
    [
      ...(['local', 'Unmatched Nodes: Local Runner'] as const),
      'With automatic dispatch, the Local Runner executes nodes that no filter selects',
      unmatchedNodes === 'local',
    ],
    [
      ...(['refused', 'Unmatched Nodes: Refused'] as const),
      'With automatic dispatch, a job with nodes that no filter selects is rejected',
      unmatchedNodes === 'refused',
    ],
    ['on', 'Created Runners: On', 'Created runners execute jobs of the project', runnersEnabled],
    ['off', 'Created Runners: Off', 'Only the Local Runner executes jobs of the project', !runnersEnabled],
    ['priority', `Priority: ${priority}…`, 'Order of its executions on busy runners', false],
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
    prompt: `From ${PRIORITY.lowest} (last) to ${PRIORITY.highest} (first)`,
    value: String(config.priority),
    validate: (input) => (/^[1-9]$/.test(input.trim()) ? undefined : 'Enter a number from 1 to 9'),
  });
  return typed === undefined ? undefined : { priority: Number(typed) };
}
