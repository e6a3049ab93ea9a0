import { type Command, Option } from 'commander';
import type { ProjectName } from '../../protocol/ids.ts';
import type { SavedWebhook, WebhookInfo } from '../../protocol/routes/shapes/webhook-shapes.ts';
import { PROJECT_OPTION } from '../arguments/project-option.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { findJob } from '../session/find.ts';
import { print, printTable } from '../session/print.ts';
import { type ClientSession, projectOf } from '../session/session.ts';
import { findWebhook } from './find-webhook.ts';

interface InProject {
  readonly project?: string;
}

interface ConfigOptions extends InProject {
  readonly job?: string;
  readonly args?: string;
  readonly filter?: string;
  readonly asUser?: string;
  readonly roles?: string;
}

interface CreateOptions extends ConfigOptions {
  readonly log?: boolean;
  readonly user?: string;
  readonly authorization?: boolean;
  readonly disabled?: boolean;
}

interface UpdateOptions extends ConfigOptions {
  readonly name?: string;
  readonly enable?: boolean;
  readonly disable?: boolean;
  readonly newAuthorization?: boolean;
  /** False with `--no-authorization`. */
  readonly authorization: boolean;
}

/** Declares `outrunner webhook …`. */
export function webhookCommands(program: Command, host: Host): void {
  const group = program.command('webhook').description('manage webhooks, which run jobs');
  const inProject = (options: InProject) => projectOf(options.project, host.environment);

  clientAction<[InProject]>(
    host,
    withProject(group.command('list').description('list the webhooks of a project')),
    async (session, options) => {
      const params = { project: inProject(options) };
      await printTable(session, await session.client.listWebhooks({ params }), {
        ID: (it) => String(it.id),
        NAME: (it) => it.name,
        USER: (it) => it.user,
        ENABLED: (it) => (it.enabled ? 'yes' : 'no'),
        ACTION: (it) => it.config['jobId'] ?? it.eventPlugin,
      });
    },
  );

  clientAction<[string, InProject]>(
    host,
    withProject(
      group
        .command('show')
        .argument('<webhook>')
        .description('show a webhook with its URL, which is a secret'),
    ),
    async (session, named, options) => {
      const webhook = await findWebhook(session.client, inProject(options), named);
      await print(session, webhook, webhookLines);
    },
  );

  clientAction<[string, CreateOptions]>(
    host,
    withConfig(group.command('create').argument('<name>').description('create a webhook and print its URL'))
      .addOption(new Option('--log', 'log the events instead of running a job').conflicts('job'))
      .option('--user <name>', 'user of the executions (default: you)')
      .option('--authorization', 'require an Authorization header, and print its value')
      .option('--disabled', 'refuse events until the webhook is enabled'),
    async (session, name, options) => {
      const project = inProject(options);
      const saved = await session.client.createWebhook({
        params: { project },
        body: {
          name,
          eventPlugin: options.log === true ? 'log-webhook-event' : 'webhook-run-job',
          config: await configOf(session, options, project, host),
          enabled: options.disabled !== true,
          ...(options.user === undefined ? {} : { user: options.user }),
          ...(options.roles === undefined ? {} : { roles: options.roles }),
          ...(options.authorization === true ? { useAuth: true, regenAuth: true } : {}),
        },
      });
      await printSaved(session, project, saved);
    },
  );

  clientAction<[string, UpdateOptions]>(
    host,
    withConfig(
      group.command('update').argument('<webhook>').description('change a webhook; the URL stays as it is'),
    )
      .option('--name <text>', 'new name')
      .option('--enable', 'accept events')
      .addOption(new Option('--disable', 'refuse events').conflicts('enable'))
      .option('--new-authorization', 'require a new Authorization header, and print its value')
      .option('--no-authorization', 'require no Authorization header'),
    async (session, named, options) => {
      const project = inProject(options);
      const { id, config } = await findWebhook(session.client, project, named);
      const changes = await configOf(session, options, project, host);
      const saved = await session.client.updateWebhook({
        params: { project, webhook: id },
        body: {
          ...(options.name === undefined ? {} : { name: options.name }),
          ...(options.roles === undefined ? {} : { roles: options.roles }),
          ...(options.enable === true ? { enabled: true } : {}),
          ...(options.disable === true ? { enabled: false } : {}),
          ...(Object.keys(changes).length === 0 ? {} : { config: { ...config, ...changes } }),
          ...(options.newAuthorization === true ? { useAuth: true, regenAuth: true } : {}),
          ...(options.authorization ? {} : { useAuth: false }),
        },
      });
      await printSaved(session, project, saved);
    },
  );

  clientAction<[string, InProject]>(
    host,
    withProject(
      group.command('delete').argument('<webhook>').description('delete a webhook; its URL stops working'),
    ),
    async (session, named, options) => {
      const project = inProject(options);
      const { id } = await findWebhook(session.client, project, named);
      await session.client.deleteWebhook({ params: { project, webhook: id } });
    },
  );
}

function withProject(command: Command): Command {
  return command.option(...PROJECT_OPTION);
}

function withConfig(command: Command): Command {
  return withProject(command)
    .option('--job <job>', 'job to run: a UUID or GROUP/NAME')
    .option('--args <text>', "options of the job, such as '-branch ${data.ref}'")
    .option('--filter <filter>', 'node filter, if the job allows another one')
    .option('--as-user <name>', 'user of the executions in place of the user of the webhook')
    .option('--roles <names>', 'roles of the webhook, separated by commas (default: yours)');
}

async function configOf(
  { client }: ClientSession,
  { job, args, filter, asUser }: ConfigOptions,
  project: ProjectName,
  host: Host,
): Promise<Record<string, string>> {
  const jobId = job === undefined ? undefined : (await findJob(client, job, project, host.environment)).id;
  return Object.fromEntries(
    Object.entries({ jobId, argString: args, nodeFilter: filter, asUser }).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
}

/** Prints the URL, and a new authorization string. Warnings go to standard error. */
async function printSaved(session: ClientSession, project: ProjectName, saved: SavedWebhook): Promise<void> {
  if (saved.warning !== undefined) session.streams.say(saved.warning);
  const webhook = await session.client.getWebhook({ params: { project, webhook: saved.id } });
  const { generatedSecurityString: authorization } = saved;
  await print(session, { ...saved, url: webhook.url }, () =>
    [
      `${webhook.url ?? `webhook ${saved.id}`}\n`,
      ...(authorization === undefined ? [] : [`Authorization: ${authorization}\n`]),
    ].join(''),
  );
}

function webhookLines(it: WebhookInfo): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['URL', it.url],
    ['user', it.user],
    ['roles', it.roles],
    ['enabled', it.enabled ? 'yes' : 'no'],
    ['Authorization header', it.useAuth ? 'required' : 'not required'],
    ['event plugin', it.eventPlugin],
    ...Object.entries(it.config),
    ['warning', it.warning],
  ];
  return [
    `${it.id} ${it.name}\n`,
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\n`])),
  ].join('');
}
