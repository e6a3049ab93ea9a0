import { type Command, Option } from 'commander';
import type { DispatchConfig } from '../../protocol/routes/shapes/dispatch-shapes.ts';
import type { RunnerInfo } from '../../protocol/routes/shapes/runner-shapes.ts';
import { PROJECT_OPTION } from '../arguments/project-option.ts';
import { parseWholeNumber } from '../arguments/whole-number.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { findRunner } from '../session/find.ts';
import { print } from '../session/print.ts';
import { projectOf } from '../session/session.ts';

type Switch = 'on' | 'off';

interface ProjectFlags {
  readonly mode?: 'automatic' | 'manual';
  readonly unmatched?: DispatchConfig['unmatchedNodes'];
  readonly runners?: Switch;
  readonly priority?: string;
}

/** Declares `outrunner project dispatch`. */
export function projectDispatchCommand(group: Command, host: Host): void {
  clientAction<[string, ProjectFlags]>(
    host,
    group
      .command('dispatch')
      .argument('<name>')
      .description('show or change how a project chooses runners')
      .addOption(
        new Option(
          '--mode <mode>',
          'automatic: choose a runner for each node; manual: use the runners that each job selects',
        ).choices(['automatic', 'manual']),
      )
      .addOption(
        new Option(
          '--unmatched <where>',
          'with automatic dispatch: what to do with nodes that no runner selects',
        ).choices(['local', 'refused']),
      )
      .addOption(
        new Option('--runners <switch>', 'whether created runners execute work of the project').choices([
          'on',
          'off',
        ]),
      )
      .option('--priority <1-9>', 'priority of executions for which neither job nor caller sets one'),
    async (session, name, flags) => {
      const params = { project: projectOf(name, {}) };
      const body = {
        ...(flags.mode === undefined ? {} : { automatic: flags.mode === 'automatic' }),
        ...(flags.unmatched === undefined ? {} : { unmatchedNodes: flags.unmatched }),
        ...(flags.runners === undefined ? {} : { runnersEnabled: flags.runners === 'on' }),
        ...(flags.priority === undefined ? {} : { priority: parseWholeNumber('--priority', flags.priority) }),
      };
      const config =
        Object.keys(body).length === 0
          ? await session.client.getDispatchConfig({ params })
          : await session.client.setDispatchConfig({ params, body });
      await print(session, config, described);
    },
  );
}

interface RunnerFlags {
  readonly project?: string;
  readonly filter?: string;
  readonly remote?: Switch;
  readonly asNode?: Switch;
}

/** Declares `outrunner runner dispatch` and `outrunner runner unassign`. */
export function runnerDispatchCommands(group: Command, host: Host): void {
  clientAction<[string, RunnerFlags]>(
    host,
    group
      .command('dispatch')
      .argument('<runner>')
      .description('show or change on which nodes of a project a runner executes steps')
      .option(...PROJECT_OPTION)
      .option('--filter <filter>', 'node filter that selects the nodes for the runner')
      .addOption(
        new Option('--remote <switch>', 'whether the runner executes steps on nodes of the project').choices([
          'on',
          'off',
        ]),
      )
      .addOption(
        new Option('--as-node <switch>', 'whether the host of the runner is a node of the project').choices([
          'on',
          'off',
        ]),
      ),
    async (session, named, { project, filter, remote, asNode }) => {
      const params = { project: projectOf(project, host.environment) };
      const { id } = await findRunner(session.client, named);
      // A filter has no effect without remote node dispatch, so setting a filter also enables remote node dispatch.
      const remoteNodeDispatch = remote === undefined ? filter !== undefined || undefined : remote === 'on';
      const body = {
        ...(filter === undefined ? {} : { runnerNodeFilter: filter }),
        ...(remoteNodeDispatch === undefined ? {} : { remoteNodeDispatch }),
        ...(asNode === undefined ? {} : { runnerAsNodeEnabled: asNode === 'on' }),
      };
      const info =
        Object.keys(body).length === 0
          ? await session.client.getProjectRunner({ params: { ...params, runner: id } })
          : await session.client.setNodeDispatch({ params, body: { runnerId: id, ...body } });
      await print(session, info, (it) => nodesOf(it));
    },
  );

  clientAction<[string, { project?: string }]>(
    host,
    group
      .command('unassign')
      .argument('<runner>')
      .description('remove a runner from a project')
      .option(...PROJECT_OPTION),
    async (session, named, { project }) => {
      const { id } = await findRunner(session.client, named);
      await session.client.removeProjectAssociation({
        params: { project: projectOf(project, host.environment), runner: id },
      });
    },
  );
}

function described(config: DispatchConfig): string {
  return [
    `mode       ${config.automatic ? 'automatic' : 'manual'}\n`,
    `unmatched  ${config.unmatchedNodes}\n`,
    `runners    ${config.runnersEnabled ? 'on' : 'off'}\n`,
    `priority   ${config.priority}\n`,
  ].join('');
}

function nodesOf({ runnerAsNodeEnabled, remoteNodeDispatch, runnerNodeFilter = '' }: RunnerInfo): string {
  return [
    `as node  ${runnerAsNodeEnabled === true ? 'on' : 'off'}\n`,
    `remote   ${remoteNodeDispatch === true ? 'on' : 'off'}\n`,
    `filter   ${runnerNodeFilter}\n`,
  ].join('');
}
