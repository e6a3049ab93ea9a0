import { jobPath } from '../../job-language/format/job-path.ts';
import { ProjectName } from '../../protocol/ids.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import type { WebhookInfo } from '../../protocol/routes/shapes/webhook-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { required } from '../commands/inputs.ts';
import { pickProject } from '../commands/pick.ts';
import { askInTurn, FormQuestions } from '../prompts/ask-in-turn.ts';
import type { Subject } from '../tree/tree-node.ts';

const CREATE = 'Create Webhook';

/** Creates a webhook that runs a job, and offers to copy its URL and its authorization string. */
export const createWebhook: Command = async (context, subject) => {
  const { prompts } = context;
  const job = await pickWebhookJob(context, subject);
  if (job === undefined) return;
  const client = clientOf(context);
  const form = { name: job.name, argString: '', useAuth: false };
  const ask = new FormQuestions(prompts, `${CREATE} for ${jobPath(job)}`);
  const isAnswered = await askInTurn([
    ask.text(
      () => ({ value: form.name, prompt: 'Name of the webhook', validate: required('Name') }),
      (name) => Object.assign(form, { name: name.trim() }),
    ),
    ask.text(
      () => ({
        value: form.argString,
        prompt:
          'Options of the job. ${data.FIELD} is a field of the JSON payload. Leave it empty to use the defaults',
        placeHolder: '-branch ${data.ref}',
      }),
      (argString) => Object.assign(form, { argString }),
    ),
    ask.one<boolean>(
      () => ({
        placeHolder: 'Choose how senders prove that they may run the job',
        choices: [
          { label: 'Secret URL and Authorization Header', value: true },
          { label: 'Secret URL', detail: 'For senders that cannot send a header', value: false },
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
  const webhook = await pickWebhook(context, subject, 'Copy Webhook URL');
  if (webhook?.url !== undefined) await context.editor.copy(webhook.url);
};

/** Deletes a webhook, after a confirmation. */
export const deleteWebhook: Command = async (context, subject) => {
  const webhook = await pickWebhook(context, subject, 'Delete Webhook');
  if (webhook === undefined) return;
  const { id, name, project } = webhook;
  const sure = await context.prompts.confirm({
    message: `Delete webhook "${name}" of ${project}?`,
    detail: 'Its URL stops working at once. Running executions are not affected.',
    verb: 'Delete',
  });
  if (sure) await clientOf(context).deleteWebhook({ params: { project, webhook: id } });
};

/** Offers each value once. The authorization string cannot be shown again, so the message stays until the user closes it. */
async function offerCopies(
  { editor, prompts }: CommandContext,
  { name, url }: WebhookInfo,
  authorization: string | undefined,
): Promise<void> {
  const values = new Map([
    ...(url === undefined ? [] : [['Copy URL', url] as const]),
    ...(authorization === undefined ? [] : [['Copy Authorization', authorization] as const]),
  ]);
  const note =
    authorization === undefined
      ? ''
      : ' Copy the value of its Authorization header now: it is not shown again.';
  while (values.size > 0) {
    const pressed = await prompts.inform(`Webhook "${name}" created.${note}`, ...values.keys());
    if (pressed === undefined) return;
    await editor.copy(values.get(pressed) ?? '');
    values.delete(pressed);
  }
}

/** Returns the job of the subject, or asks for a job of the project. */
async function pickWebhookJob(context: CommandContext, subject: Subject): Promise<JobOverview | undefined> {
  const { jobs } = context.model();
  if (subject.kind === 'job') return jobs.find(({ id }) => id === subject.jobId);
  const project = await pickProject(context, subject, CREATE);
  if (project === undefined) return undefined;
  const own = jobs.filter((job) => job.project === project.name);
  return context.prompts.choose({
    title: CREATE,
    placeHolder: own.length === 0 ? `${project.name} has no jobs yet` : 'Choose the job to run',
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
  const owner = subject.kind === 'job' ? 'The job' : project.name;
  const { jobs } = context.model();
  const target = ({ config, eventPlugin }: WebhookInfo): string => {
    const job = jobs.find(({ id }) => id === config['jobId']);
    return job === undefined ? (config['jobId'] ?? eventPlugin) : jobPath(job);
  };
  return context.prompts.choose({
    title,
    placeHolder: webhooks.length === 0 ? `${owner} has no webhooks` : 'Choose a webhook',
    choices: webhooks.map((webhook) => ({
      label: webhook.name,
      description: `${target(webhook)}${webhook.enabled ? '' : ' · disabled'}`,
      value: webhook,
    })),
  });
}
