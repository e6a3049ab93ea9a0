import { networkInterfaces } from 'node:os';
import type { SetShare } from '../../../protocol/routes/shapes/share-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../../commands/command.ts';
import { answered, askInTurn } from '../../prompts/ask-in-turn.ts';

type Act = 'own-ca' | 'files' | 'stop';

/**
 * Opens the embedded coordinator to remote runners: which addresses it answers on, and with which certificate. With its
 * own authority, install commands carry the certificate to trust and its fingerprint.
 */
export const shareCoordinator: Command = async (context) => {
  const { editor, prompts } = context;
  const client = clientOf(context);
  const before = await client.getShare();
  const title = 'Share Coordinator';
  const act = await prompts.choose<Act>({
    title,
    placeHolder:
      before.reach === 'this-machine' ? 'Only this machine reaches it now' : `Shared at ${before.url}`,
    choices: [
      {
        label: 'Share with a certificate of its own',
        detail: 'The coordinator makes an authority; install commands carry what to trust.',
        value: 'own-ca',
      },
      {
        label: 'Share with my certificate…',
        detail: 'PEM files, for example of your company’s authority.',
        value: 'files',
      },
      ...(before.reach === 'this-machine' ? [] : [{ label: 'Stop sharing…', value: 'stop' as const }]),
    ],
  });
  if (act === undefined) return;
  if (act === 'stop') return stopSharing(context, before.url);
  const port = before.reach === 'network' ? (before.listen?.port ?? 0) : 0;
  const form = { names: ownAddresses().join(', '), port: String(port) };
  const isAnswered = await askInTurn([
    async (step) =>
      answered(
        await prompts.textStep({
          ...{ title, step, value: form.names },
          prompt: 'Names and addresses that runners call it by, separated by commas',
          validate: (text) => (namesOf(text).length === 0 ? 'At least one name or address' : undefined),
        }),
        (names) => Object.assign(form, { names }),
      ),
    async (step) =>
      answered(
        await prompts.textStep({
          ...{ title, step, value: form.port },
          prompt: 'Port that it listens on; 0 is any free one, kept from then on',
          validate: (text) =>
            /^\d{1,5}$/.test(text) && Number(text) < 65_536 ? undefined : 'A port from 0 to 65535',
        }),
        (typed) => Object.assign(form, { port: typed }),
      ),
  ]);
  if (!isAnswered) return;
  const certificate =
    act === 'own-ca' ? ({ kind: 'own-ca', names: namesOf(form.names) } as const) : await askFiles(context);
  if (certificate === undefined) return;
  const share = await client.setShare({ body: { shared: true, port: Number(form.port), certificate } });
  const pin = share.certificate?.fingerprint;
  const fingerprint = pin === undefined ? '' : ` Fingerprint of its certificate: ${pin}`;
  const pressed = await prompts.inform(
    `Remote runners reach this coordinator at ${share.url}.${fingerprint}`,
    'Copy Address',
  );
  if (pressed === 'Copy Address') await editor.copy(share.url);
};

async function stopSharing(context: CommandContext, url: string): Promise<void> {
  const sure = await context.prompts.confirm({
    message: 'Stop sharing this coordinator?',
    detail: `Runners that call it at ${url} are cut off until it is shared again. Their steps go on, and their output arrives then.`,
    verb: 'Stop Sharing',
  });
  if (sure) await clientOf(context).setShare({ body: { shared: false } });
}

function namesOf(typed: string): string[] {
  return typed
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

type Certificate = Extract<SetShare, { shared: true }>['certificate'];

async function askFiles({ editor, prompts }: CommandContext): Promise<Certificate | undefined> {
  const filters = { PEM: ['pem', 'crt', 'cer', 'key'] };
  const [certificate] = await prompts.openFiles({
    title: 'Certificate with its chain',
    label: 'Use Certificate',
    filters,
  });
  if (certificate === undefined) return undefined;
  const [key] = await prompts.openFiles({ title: 'Private key', label: 'Use Key', filters });
  if (key === undefined) return undefined;
  return { kind: 'files', certificate: await editor.readFile(certificate), key: await editor.readFile(key) };
}

function ownAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.filter((it) => !it.internal && it.family === 'IPv4').map((it) => it.address);
}
