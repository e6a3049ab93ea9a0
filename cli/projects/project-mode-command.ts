import type { Command } from 'commander';
import {
  DISABLING_PROPERTIES,
  isModeDisabled,
  type ProjectModeKind,
} from '../../protocol/entities/planned-mode.ts';
import {
  type ExecutionModeName,
  type ModeFlags,
  modeArgument,
  requireMode,
} from '../arguments/mode-argument.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { print } from '../session/print.ts';
import { projectOf } from '../session/session.ts';

interface ProjectModeFlags extends ModeFlags {
  readonly schedule?: boolean;
}

/** Declares `outrunner project mode`. */
export function projectModeCommand(group: Command, host: Host): void {
  clientAction<[string, ExecutionModeName | undefined, ProjectModeFlags]>(
    host,
    modeArgument(
      group
        .command('mode')
        .argument('<name>')
        .description('show or change whether a project starts executions, at once or after a delay'),
    ).option('--schedule', 'change only whether schedules start executions'),
    async (session, name, mode, { in: delay, schedule }) => {
      const { client } = session;
      requireMode(mode, delay);
      const params = { project: projectOf(name, {}) };
      const type: ProjectModeKind = schedule === true ? 'schedule' : 'executions';
      if (mode !== undefined && delay !== undefined) {
        const request = { params, body: { type, value: delay } };
        const answer =
          mode === 'active'
            ? await client.enableProjectLater(request)
            : await client.disableProjectLater(request);
        return print(session, answer, ({ msg }) => `${msg}\n`).then(() => undefined);
      }
      if (mode !== undefined)
        await client.setProjectProperty({
          params: { ...params, property: DISABLING_PROPERTIES[type] },
          body: { value: String(mode === 'passive') },
        });
      const project = await client.getProject({ params });
      const shown = { executions: modeOf(project, 'executions'), schedule: modeOf(project, 'schedule') };
      await print(
        session,
        shown,
        ({ executions, schedule: schedules }) => `executions  ${executions}\nschedules   ${schedules}\n`,
      );
      return undefined;
    },
  );
}

function modeOf(
  project: { readonly config: Readonly<Record<string, string>> },
  kind: ProjectModeKind,
): string {
  const { config } = project;
  const [act, after] = isModeDisabled(project, kind) ? ['enable', 'active'] : ['disable', 'passive'];
  const delay = config[`project.later.${kind}.${act}.value`];
  const planned = delay === undefined ? '' : `, ${after} planned with a delay of ${delay}`;
  return `${isModeDisabled(project, kind) ? 'passive' : 'active'}${planned}`;
}
