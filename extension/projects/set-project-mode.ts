import * as l10n from '@vscode/l10n';
import type { Client } from '../../protocol/client/client.ts';
import {
  DISABLING_PROPERTIES,
  isModeDisabled,
  type ProjectModeKind,
} from '../../protocol/entities/planned-mode.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { askModeDelay, showPlannedMode } from '../administration/ask-mode-delay.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import type { PickItem } from '../prompts/prompts.ts';

interface ModeChange {
  readonly type: ProjectModeKind;
  readonly enables: boolean;
  readonly isLater: boolean;
}

/** Enables or disables the executions or the schedules of a project, at once or after a delay. */
export const setProjectMode: Command = async (context, subject) => {
  const { prompts } = context;
  const picked = await pickProject(context, subject, l10n.t('Set Execution Mode of Project'));
  if (picked === undefined) return;
  const client = clientOf(context);
  const params = { project: ProjectName.parse(picked.name) };
  const project = await client.getProject({ params });
  const title = l10n.t('Execution Mode of {0}', picked.name);
  const change = await prompts.choose<ModeChange>({
    title,
    placeHolder: l10n.t('Choose what to change'),
    choices: [
      ...choicesOf('executions', isModeDisabled(project, 'executions')),
      ...choicesOf('schedule', isModeDisabled(project, 'schedule')),
    ],
  });
  if (change === undefined) return;
  if (!change.isLater) return setNow(client, params, change);
  const value = await askModeDelay(prompts, title);
  if (value === undefined) return;
  const request = { params, body: { type: change.type, value } };
  const answer = change.enables
    ? await client.enableProjectLater(request)
    : await client.disableProjectLater(request);
  await showPlannedMode(
    prompts,
    answer,
    l10n.t('A change of {0} is planned, with a delay of {1}.', picked.name, value),
  );
};

async function setNow(
  client: Pick<Client, 'setProjectProperty'>,
  { project }: { readonly project: ProjectName },
  { type, enables }: ModeChange,
): Promise<void> {
  await client.setProjectProperty({
    params: { project, property: DISABLING_PROPERTIES[type] },
    body: { value: String(!enables) },
  });
}

/** Returns the changes to the opposite of the current mode: at once, and after a delay. */
function choicesOf(type: ProjectModeKind, isDisabled: boolean): PickItem<ModeChange>[] {
  const [now, later, detail] = textsOf(type, isDisabled);
  const change = { type, enables: isDisabled };
  return [
    { label: now, detail, value: { ...change, isLater: false } },
    { label: later, detail, value: { ...change, isLater: true } },
  ];
}

function textsOf(type: ProjectModeKind, isDisabled: boolean): readonly [string, string, string] {
  if (type === 'executions')
    return isDisabled
      ? [
          l10n.t('Enable Executions'),
          l10n.t('Enable Executions Later…'),
          l10n.t('The project starts executions, including scheduled ones'),
        ]
      : [
          l10n.t('Disable Executions'),
          l10n.t('Disable Executions Later…'),
          l10n.t('The project starts no executions. Running executions continue.'),
        ];
  return isDisabled
    ? [
        l10n.t('Enable Schedules'),
        l10n.t('Enable Schedules Later…'),
        l10n.t('Schedules start executions of the project'),
      ]
    : [
        l10n.t('Disable Schedules'),
        l10n.t('Disable Schedules Later…'),
        l10n.t('Schedules start no executions of the project. Users can still start jobs.'),
      ];
}
