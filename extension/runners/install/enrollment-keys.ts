import { type Command, clientOf } from '../../commands/command.ts';
import { pickRunner } from '../../commands/pick.ts';
import { counted } from '../../model/display-text.ts';
import { askInTurn, FormQuestions } from '../../prompts/ask-in-turn.ts';

const DAY = 86_400;

/** Creates a reusable enrollment key, and offers to copy its value, which cannot be shown again. */
export const createEnrollmentKey: Command = async (context, subject) => {
  const { editor, prompts } = context;
  const runner = await pickRunner(context, subject, 'Create Enrollment Key');
  if (runner === undefined) return;
  const title = 'Create Enrollment Key';
  const form = { replicas: '5', networks: '', days: '30' };
  const ask = new FormQuestions(prompts, title);
  const isAnswered = await askInTurn([
    ask.text(
      () => ({
        value: form.replicas,
        prompt: `Maximum number of replicas of ${runner.name} at a time`,
        validate: wholeNumberProblem,
      }),
      (replicas) => Object.assign(form, { replicas }),
    ),
    ask.text(
      () => ({
        value: form.networks,
        prompt: 'Networks that may use the key, separated by commas. Leave empty for any.',
        placeHolder: '10.0.0.0/8, 192.0.2.7',
      }),
      (networks) => Object.assign(form, { networks }),
    ),
    ask.text(
      () => ({
        value: form.days,
        prompt: 'Validity in days',
        validate: wholeNumberProblem,
      }),
      (days) => Object.assign(form, { days }),
    ),
  ]);
  if (!isAnswered) return;
  const { token, warning } = await clientOf(context).createEnrollmentKey({
    params: { runner: runner.id },
    body: {
      maxReplicas: Number(form.replicas),
      networks: form.networks.split(/[\s,]+/).filter((it) => it !== ''),
      expiresInSeconds: Number(form.days) * DAY,
    },
  });
  const created = `Enrollment key of runner "${runner.name}" created. Copy it now: it is not shown again.`;
  const pressed = await (warning === undefined
    ? prompts.inform(created, 'Copy Key')
    : prompts.warn(`${created} ${warning}`, 'Copy Key'));
  if (pressed !== undefined) await editor.copy(token);
};

/** Lists the enrollment keys of a runner, and deletes the chosen one. */
export const manageEnrollmentKeys: Command = async (context, subject) => {
  const runner = await pickRunner(context, subject, 'Manage Enrollment Keys');
  if (runner === undefined) return;
  const client = clientOf(context);
  const params = { runner: runner.id };
  const { keys } = await client.listEnrollmentKeys({ params });
  const key = await context.prompts.choose({
    title: `Enrollment Keys of ${runner.name}`,
    placeHolder: keys.length === 0 ? 'No enrollment keys' : 'Choose a key to delete',
    choices: keys.map((it) => ({
      label: `Up to ${counted(it.maxReplicas, 'replica')} from ${it.networks.join(', ') || 'any network'}`,
      description: `expires ${new Date(it.expiresAt).toISOString()}`,
      value: it,
    })),
  });
  if (key === undefined) return;
  const sure = await context.prompts.confirm({
    message: `Delete this enrollment key of runner "${runner.name}"?`,
    detail: 'No more replicas can enroll with it. Replicas that have enrolled are not affected.',
    verb: 'Delete',
  });
  if (sure) await client.deleteEnrollmentKey({ params: { ...params, key: key.id } });
};

function wholeNumberProblem(input: string): string | undefined {
  return /^[1-9]\d{0,3}$/.test(input.trim()) ? undefined : 'Enter a whole number from 1 to 9999';
}
