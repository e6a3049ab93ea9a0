import { networkInterfaces } from 'node:os';
import type { SetShare } from '../../../protocol/routes/shapes/share-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../command.ts';

/**
 * Opens the embedded coordinator to remote runners: which addresses it answers on, and with which certificate. With its
 * own authority, install commands carry the certificate to trust and its fingerprint.
 */
export const shareCoordinator: Command = async (context) => {
  const { desk, prompts } = context;
  const client = clientOf(context);
  const before = await client.getShare();
  const act = await prompts.choose({
    title: 'Share Coordinator (1/3)',
    placeHolder:
      before.reach === 'this-machine' ? 'Only this machine reaches it now' : `Shared at ${before.url}`,
    choices: [
      {
        label: 'Share with a certificate of its own',
        detail: 'The coordinator makes an authority; install commands carry what to trust.',
        value: 'own-ca' as const,
      },
      {
        label: 'Share with my certificate…',
        detail: 'PEM files, for example of your company’s authority.',
        value: 'files' as const,
      },
      ...(before.reach === 'this-machine' ? [] : [{ label: 'Stop sharing', value: 'stop' as const }]),
    ],
  });
  if (act === undefined) return;
  if (act === 'stop') {
    await client.setShare({ body: { shared: false } });
    return;
  }
  const names = await askNames(context);
  if (names === undefined) return;
  const port = await askPort(context, before.reach === 'network' ? (before.listen?.port ?? 0) : 0);
  if (port === undefined) return;
  const certificate = act === 'own-ca' ? ({ kind: 'own-ca', names } as const) : await askFiles(context);
  if (certificate === undefined) return;
  const share = await client.setShare({ body: { shared: true, port, certificate } });
  const pin = share.certificate?.fingerprint;
  const fingerprint = pin === undefined ? '' : ` Fingerprint of its certificate: ${pin}`;
  const pressed = await prompts.inform(
    `Remote runners reach this coordinator at ${share.url}.${fingerprint}`,
    'Copy Address',
  );
  if (pressed === 'Copy Address') await desk.copy(share.url);
};

async function askNames({ prompts }: CommandContext): Promise<string[] | undefined> {
  const input = await prompts.text({
    title: 'Share Coordinator (2/3)',
    prompt: 'Names and addresses that runners call it by, separated by commas',
    value: ownAddresses().join(', '),
    validate: (text) => (text.trim() === '' ? 'At least one name or address' : undefined),
  });
  return input
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

async function askPort({ prompts }: CommandContext, before: number): Promise<number | undefined> {
  const input = await prompts.text({
    title: 'Share Coordinator (3/3)',
    prompt: 'Port that it listens on; 0 is any free one, kept from then on',
    value: String(before),
    validate: (text) =>
      /^\d{1,5}$/.test(text) && Number(text) < 65_536 ? undefined : 'A port from 0 to 65535',
  });
  return input === undefined ? undefined : Number(input);
}

type Certificate = Extract<SetShare, { shared: true }>['certificate'];

async function askFiles({ desk, prompts }: CommandContext): Promise<Certificate | undefined> {
  const filters = { PEM: ['pem', 'crt', 'cer', 'key'] };
  const [certificate] = await prompts.openFiles({
    title: 'Certificate with its chain',
    label: 'Use Certificate',
    filters,
  });
  if (certificate === undefined) return undefined;
  const [key] = await prompts.openFiles({ title: 'Private key', label: 'Use Key', filters });
  if (key === undefined) return undefined;
  return { kind: 'files', certificate: await desk.readFile(certificate), key: await desk.readFile(key) };
}

function ownAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.filter((it) => !it.internal && it.family === 'IPv4').map((it) => it.address);
}
