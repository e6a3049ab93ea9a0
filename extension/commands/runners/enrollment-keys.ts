import { type Command, clientOf } from '../command.ts';
import { pickRunner } from '../pick.ts';

const DAY = 86_400;

/** Creates a reusable enrollment key and offers to copy its value, which is shown this once. */
export const createEnrollmentKey: Command = async (context, subject) => {
  const { desk, prompts } = context;
  const runner = await pickRunner(context, subject, 'Create Enrollment Key');
  if (runner === undefined) return;
  const replicas = await prompts.text({
    title: 'Create Enrollment Key (1/3)',
    prompt: `How many replicas of ${runner.name} may live at a time`,
    value: '5',
    validate: wholeNumberProblem,
  });
  if (replicas === undefined) return;
  const networks = await prompts.text({
    title: 'Create Enrollment Key (2/3)',
    prompt: 'Networks it may be used from, with commas; empty: any',
    placeHolder: '10.0.0.0/8, 192.0.2.7',
  });
  if (networks === undefined) return;
  const days = await prompts.text({
    title: 'Create Enrollment Key (3/3)',
    prompt: 'Days that it is valid',
    value: '30',
    validate: wholeNumberProblem,
  });
  if (days === undefined) return;
  const { token } = await clientOf(context).createEnrollmentKey({
    params: { runner: runner.id },
    body: {
      maxReplicas: Number(replicas),
      networks: networks.split(/[\s,]+/).filter((it) => it !== ''),
      expiresInSeconds: Number(days) * DAY,
    },
  });
  const pressed = await prompts.inform(
    `An enrollment key of runner "${runner.name}" is created. Its value is shown only now.`,
    'Copy Key',
  );
  if (pressed !== undefined) await desk.copy(token);
};

/** Lists the enrollment keys of a runner, and deletes the one that is chosen. */
export const manageEnrollmentKeys: Command = async (context, subject) => {
  const runner = await pickRunner(context, subject, 'Enrollment Keys');
  if (runner === undefined) return;
  const client = clientOf(context);
  const params = { runner: runner.id };
  const { keys } = await client.listEnrollmentKeys({ params });
  const key = await context.prompts.choose({
    title: `Enrollment Keys of ${runner.name}`,
    placeHolder: keys.length === 0 ? 'There is no enrollment key' : 'Choose one to delete it',
    choices: keys.map((it) => ({
      label: `${it.maxReplicas} replicas from ${it.networks.join(', ') || 'anywhere'}`,
      description: `until ${new Date(it.expiresAt).toISOString()}`,
      value: it,
    })),
  });
  if (key === undefined) return;
  const sure = await context.prompts.confirm({
    message: `Delete this enrollment key of runner "${runner.name}"?`,
    detail: 'It enrolls no more replicas. Those that it enrolled stay.',
    verb: 'Delete',
  });
  if (sure) await client.deleteEnrollmentKey({ params: { ...params, key: key.id } });
};

function wholeNumberProblem(input: string): string | undefined {
  return /^[1-9]\d{0,3}$/.test(input.trim()) ? undefined : 'A whole number from 1 to 9999';
}
