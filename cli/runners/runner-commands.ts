import type { Command } from 'commander';
import { InstallationType } from '../../protocol/entities/runner.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { CreateEnrollmentKey } from '../../protocol/routes/shapes/replica-shapes.ts';
import { commaList } from '../../support/text/comma-list.ts';
import { parseWholeNumber } from '../arguments/whole-number.ts';
import { runnerDispatchCommands } from '../projects/dispatch-commands.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { findRunner } from '../session/find.ts';
import { print, printTable } from '../session/print.ts';
import { enrollmentKeyCommands } from './enrollment-key-commands.ts';
import { printInstall } from './print-install.ts';
import { replicaCommands } from './replica-commands.ts';
import { runnerText } from './replica-lines.ts';

interface RunnerOptions {
  readonly description?: string;
  readonly tags?: string;
  readonly projects?: string;
  readonly name?: string;
}

interface CreateOptions extends RunnerOptions {
  readonly platform: string;
  readonly compose?: boolean;
  readonly ephemeral?: boolean;
  readonly replicas?: string;
}

/** Declares `outrunner runner …`, except `start`. */
export function runnerCommands(group: Command, host: Host): void {
  clientAction<[]>(
    host,
    group.command('list').description('list runners with their health'),
    async (session) => {
      const { runners } = await session.client.listRunnerOverviews();
      await printTable(session, runners, {
        NAME: (it) => it.name,
        HEALTH: (it) => it.health,
        TAGS: (it) => it.tags.join(','),
        PROJECTS: (it) => (it.local ? '*' : it.assignedProjects.join(',')),
        REPLICAS: (it) => String(it.replicas.length),
        ID: (it) => it.id,
      });
      for (const { name, replicas } of runners)
        for (const { hostname, unable } of replicas)
          if (unable !== null)
            session.streams.say(`Runner ${name} cannot start steps on ${hostname}: ${unable.message}`);
    },
  );

  clientAction<[string]>(
    host,
    group.command('show').argument('<runner>').description('show a runner with its replicas'),
    async (session, named) =>
      print(session, await findRunner(session.client, named), runnerText).then(() => undefined),
  );

  clientAction<[string, CreateOptions]>(
    host,
    group
      .command('create')
      .argument('<name>')
      .description('create a runner and print its install command, which contains a one-time token')
      .option('--description <text>', 'description of the runner', '')
      .option('--tags <a,b>', 'tags of the runner')
      .option('--projects <p,q>', 'projects that the runner serves')
      .option('--platform <platform>', InstallationType.options.join(', '), 'linux')
      .option('--compose', 'for docker: print the Docker Compose command')
      .option('--ephemeral', 'ephemeral replicas, which are removed when they stay offline')
      .option('--replicas <n>', 'maximum number of ephemeral replicas at a time (default: 10)'),
    async (session, name, options) => {
      const installationType = InstallationType.safeParse(options.platform);
      if (!installationType.success) {
        throw new OutrunnerError('usage', {
          problem: `"${options.platform}" is not a platform.`,
          remedy: `Use one of ${InstallationType.options.join(', ')}.`,
        });
      }
      const compose = composeAsked(options.compose, installationType.data);
      const replicas = wantedReplicas(options.replicas);
      const replicaType = options.ephemeral === true ? 'ephemeral' : 'manual';
      const installation = { installationType: installationType.data, replicaType } as const;
      const created = await session.client.createRunner({
        body: {
          name,
          description: options.description ?? '',
          tagNames: commaList(options.tags ?? ''),
          assignedProjects: assigned(options.projects ?? ''),
          ...installation,
        },
      });
      await printInstall(session, created, { name, ...installation, compose }, replicas);
      if (Object.keys(created.projectAssociations).length === 0)
        session.streams.say(
          `It takes no work until it is assigned to a project: \`outrunner runner update ${name} --projects PROJECT\`.`,
        );
    },
  );

  clientAction<[string, RunnerOptions]>(
    host,
    group
      .command('update')
      .argument('<runner>')
      .description('change properties of a runner; the others stay as they are')
      .option('--name <name>', 'new name')
      .option('--description <text>', 'description of the runner')
      .option('--tags <a,b>', 'tags of the runner; replaces all tags')
      .option('--projects <p,q>', 'projects that the runner serves; replaces all projects'),
    async (session, named, options) => {
      const runner = await findRunner(session.client, named);
      const { tags, projects, ...plain } = options;
      await session.client.updateRunner({
        params: { runner: runner.id },
        body: {
          ...(plain.name === undefined ? {} : { name: plain.name }),
          ...(plain.description === undefined ? {} : { description: plain.description }),
          ...(tags === undefined ? {} : { tagNames: commaList(tags) }),
          ...(projects === undefined ? {} : { assignedProjects: assigned(projects) }),
        },
      });
    },
  );

  clientAction<[string]>(
    host,
    group.command('delete').argument('<runner>').description('delete a runner and revoke its replicas'),
    async (session, named) => {
      const runner = await findRunner(session.client, named);
      await session.client.deleteRunner({ params: { runner: runner.id } });
    },
  );

  clientAction<[string, { compose?: boolean }]>(
    host,
    group
      .command('regenerate')
      .argument('<runner>')
      .description('revoke the credentials of a runner and print a new install command')
      .option('--compose', 'for docker: print the Docker Compose command'),
    async (session, named, options) => {
      const runner = await findRunner(session.client, named);
      const compose = composeAsked(options.compose, runner.installationType);
      const credentials = await session.client.regenerateCredentials({ params: { runner: runner.id } });
      await printInstall(session, credentials, { ...runner, compose });
    },
  );

  runnerDispatchCommands(group, host);
  replicaCommands(group, host);
  enrollmentKeyCommands(group, host);
}

/** Parses the value of `--replicas`. Throws `usage`. Call it before creating anything. */
function wantedReplicas(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const parsed = CreateEnrollmentKey.shape.maxReplicas.safeParse(parseWholeNumber('--replicas', text));
  if (parsed.success) return parsed.data;
  throw new OutrunnerError('usage', {
    problem: `"${text}" exceeds the limit of --replicas.`,
    remedy: 'Use at most 10000.',
  });
}

function assigned(projects: string): Record<string, string> {
  return Object.fromEntries(commaList(projects).map((project) => [project, '.*']));
}

/** Returns whether to print the Docker Compose command. Throws `usage` unless the runner is installed with Docker. */
function composeAsked(compose: boolean | undefined, platform: InstallationType): boolean {
  if (compose !== true || platform === 'docker') return compose === true;
  throw new OutrunnerError('usage', {
    problem: `--compose is only for runners on Docker, and this runner is for ${platform}.`,
    remedy: 'Omit it, or create a runner with --platform docker.',
  });
}
