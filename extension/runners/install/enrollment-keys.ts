import * as l10n from '@vscode/l10n';
import { type Command, clientOf } from '../../commands/command.ts';
import { pickRunner } from '../../commands/pick.ts';
import { askInTurn, FormQuestions } from '../../prompts/ask-in-turn.ts';

const DAY = 86_400;

/** Creates a reusable enrollment key, and offers to copy its value, which cannot be shown again. */
export const createEnrollmentKey: Command = async (context, subject) => {
  const { editor, prompts } = context;
  const runner = await pickRunner(context, subject, l10n.t('Create Enrollment Key'));
  if (runner === undefined) return;
  const title = l10n.t('Create Enrollment Key');
  const form = { replicas: '5', networks: '', days: '30' };
  const ask = new FormQuestions(prompts, title);
  const isAnswered = await askInTurn([
    ask.text(
      () => ({
        value: form.replicas,
        prompt: l10n.t('Maximum number of replicas of {0} at a time', runner.name),
        validate: wholeNumberProblem,
      }),
      (replicas) => Object.assign(form, { replicas }),
    ),
    ask.text(
      () => ({
        value: form.networks,
        prompt: l10n.t('Networks that may use the key, separated by commas. Leave empty for any.'),
        placeHolder: '10.0.0.0/8, 192.0.2.7',
      }),
      (networks) => Object.assign(form, { networks }),
    ),
    ask.text(
      () => ({
        value: form.days,
        prompt: l10n.t('Validity in days'),
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
  const created = l10n.t(
    'Enrollment key of runner "{0}" created. Copy it now: it is not shown again.',
    runner.name,
  );
  const pressed = await (warning === undefined
    ? prompts.inform(created, l10n.t('Copy Key'))
    : prompts.warn(`${created} ${warning}`, l10n.t('Copy Key')));
  if (pressed !== undefined) await editor.copy(token);
};

/** Lists the enrollment keys of a runner, and deletes the chosen one. */
export const manageEnrollmentKeys: Command = async (context, subject) => {
  const runner = await pickRunner(context, subject, l10n.t('Manage Enrollment Keys'));
  if (runner === undefined) return;
  const client = clientOf(context);
  const params = { runner: runner.id };
  const { keys } = await client.listEnrollmentKeys({ params });
  const key = await context.prompts.choose({
    title: l10n.t('Enrollment Keys of {0}', runner.name),
    placeHolder: keys.length === 0 ? l10n.t('No enrollment keys') : l10n.t('Choose a key to delete'),
    choices: keys.map((it) => ({
      label: upToText(it.maxReplicas, it.networks.join(', ') || l10n.t('any network')),
      description: l10n.t('expires {0}', new Date(it.expiresAt).toISOString()),
      value: it,
    })),
  });
  if (key === undefined) return;
  const sure = await context.prompts.confirm({
    message: l10n.t('Delete this enrollment key of runner "{0}"?', runner.name),
    detail: l10n.t('No more replicas can enroll with it. Replicas that have enrolled are not affected.'),
    verb: l10n.t('Delete'),
  });
  if (sure) await client.deleteEnrollmentKey({ params: { ...params, key: key.id } });
};

function upToText(replicas: number, networks: string): string {
  return replicas === 1
    ? l10n.t('Up to 1 replica from {0}', networks)
    : l10n.t('Up to {0} replicas from {1}', replicas, networks);
}

function wholeNumberProblem(input: string): string | undefined {
  return /^[1-9]\d{0,3}$/.test(input.trim()) ? undefined : l10n.t('Enter a whole number from 1 to 9999');
}
