import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import { ProjectName } from '../../protocol/ids.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import type { WebhookInfo } from '../../protocol/routes/shapes/webhook-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { required } from '../commands/inputs.ts';
import { pickProject } from '../commands/pick.ts';
import { askInTurn, FormQuestions } from '../prompts/ask-in-turn.ts';
import type { Subject } from '../tree/tree-node.ts';

const commandTitle = () => l10n.t('Create Webhook');

/** Creates a webhook that runs a job, and offers to copy its URL and its authorization string. */
export const createWebhook: Command = async (context, subject) => {
  const { prompts } = context;
  const job = await pickWebhookJob(context, subject);
  if (job === undefined) return;
  const client = clientOf(context);
  const form = { name: job.name, argString: '', useAuth: false };
  const ask = new FormQuestions(prompts, l10n.t('Create Webhook for {0}', jobPath(job)));
  const isAnswered = await askInTurn([
    ask.text(
      () => ({ value: form.name, prompt: l10n.t('Name of the webhook'), validate: required(l10n.t('Name')) }),
      (name) => Object.assign(form, { name: name.trim() }),
    ),
    ask.text(
      () => ({
        value: form.argString,
        prompt: l10n.t(
          'Options of the job. ${data.FIELD} is a field of the JSON payload. Leave empty to use the defaults',
        ),
        placeHolder: '-branch ${data.ref}',
      }),
      (argString) => Object.assign(form, { argString }),
    ),
    ask.one<boolean>(
      () => ({
        placeHolder: l10n.t('Choose how senders prove that they may run the job'),
        choices: [
          { label: l10n.t('Secret URL and Authorization Header'), value: true },
          {
            label: l10n.t('Secret URL'),
            detail: l10n.t('For senders that cannot send a header'),
            value: false,
          },
        ],
      }),
      (useAuth) => Object.assign(form, { useAuth }),
    ),
  ]);
  if (!isAnswered) return;
  const { name, argString, useAuth } = form;
  const params = { project: ProjectName.parse(job.project) };
  const saved = await client.createWebhook({
    params,
    body: {
      name,
      eventPlugin: 'webhook-run-job',
      config: { jobId: job.id, ...(argString.trim() === '' ? {} : { argString }) },
      ...(useAuth ? { useAuth, regenAuth: true } : {}),
    },
  });
  const webhook = await client.getWebhook({ params: { ...params, webhook: saved.id } });
  await offerCopies(context, webhook, saved.generatedSecurityString);
};

/** Copies the URL of a webhook, which is a secret. */
export const copyWebhookUrl: Command = async (context, subject) => {
  const webhook = await pickWebhook(context, subject, l10n.t('Copy Webhook URL'));
  if (webhook?.url !== undefined) await context.editor.copy(webhook.url);
};

/** Deletes a webhook, after a confirmation. */
export const deleteWebhook: Command = async (context, subject) => {
  const webhook = await pickWebhook(context, subject, l10n.t('Delete Webhook'));
  if (webhook === undefined) return;
  const { id, name, project } = webhook;
  const sure = await context.prompts.confirm({
    message: l10n.t('Delete webhook "{0}" of {1}?', name, project),
    detail: l10n.t('Its URL stops working at once. Running executions are not affected.'),
    verb: l10n.t('Delete'),
  });
  if (sure) await clientOf(context).deleteWebhook({ params: { project, webhook: id } });
};

/** Offers to copy the values. Repeats the message until each value is copied or the user closes the message. */
async function offerCopies(
  { editor, prompts }: CommandContext,
  { name, url }: WebhookInfo,
  authorization: string | undefined,
): Promise<void> {
  const values = new Map([
    ...(url === undefined ? [] : [[l10n.t('Copy URL'), url] as const]),
    ...(authorization === undefined ? [] : [[l10n.t('Copy Authorization'), authorization] as const]),
  ]);
  const message =
    authorization === undefined
      ? l10n.t('Webhook "{0}" created.', name)
      : l10n.t(
          'Webhook "{0}" created. Copy the value of its Authorization header now: it is not shown again.',
          name,
        );
  while (values.size > 0) {
    const pressed = await prompts.inform(message, ...values.keys());
    if (pressed === undefined) return;
    await editor.copy(values.get(pressed) ?? '');
    values.delete(pressed);
  }
}

/** Returns the job of the subject, or asks for a job of the project. */
async function pickWebhookJob(context: CommandContext, subject: Subject): Promise<JobOverview | undefined> {
  const { jobs } = context.model();
  if (subject.kind === 'job') return jobs.find(({ id }) => id === subject.jobId);
  const project = await pickProject(context, subject, commandTitle());
  if (project === undefined) return undefined;
  const own = jobs.filter((job) => job.project === project.name);
  return context.prompts.choose({
    title: commandTitle(),
    placeHolder:
      own.length === 0 ? l10n.t('{0} has no jobs yet', project.name) : l10n.t('Choose the job to run'),
    choices: own.map((job) => ({ label: jobPath(job), value: job })),
  });
}

/** Asks for a webhook of the project, or of the job if the subject is a job. */
async function pickWebhook(
  context: CommandContext,
  subject: Subject,
  title: string,
): Promise<WebhookInfo | undefined> {
  const project = await pickProject(context, subject, title);
  if (project === undefined) return undefined;
  const params = { project: ProjectName.parse(project.name) };
  const all = await clientOf(context).listWebhooks({ params });
  const webhooks =
    subject.kind === 'job' ? all.filter(({ config }) => config['jobId'] === subject.jobId) : all;
  const none =
    subject.kind === 'job' ? l10n.t('The job has no webhooks') : l10n.t('{0} has no webhooks', project.name);
  const { jobs } = context.model();
  const target = ({ config, eventPlugin }: WebhookInfo): string => {
    const job = jobs.find(({ id }) => id === config['jobId']);
    return job === undefined ? (config['jobId'] ?? eventPlugin) : jobPath(job);
  };
  return context.prompts.choose({
    title,
    placeHolder: webhooks.length === 0 ? none : l10n.t('Choose a webhook'),
    choices: webhooks.map((webhook) => ({
      label: webhook.name,
      description: `${target(webhook)}${webhook.enabled ? '' : ` · ${l10n.t('disabled')}`}`,
      value: webhook,
    })),
  });
}
