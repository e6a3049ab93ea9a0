import { networkInterfaces } from 'node:os';
import type { SetShare } from '../../../protocol/routes/shapes/share-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../../commands/command.ts';
import { askInTurn, FormQuestions } from '../../prompts/ask-in-turn.ts';

type Act = 'own-ca' | 'files' | 'stop';

/**
 * Makes the embedded coordinator reachable for remote runners: asks for host names, port and certificate. If the
 * coordinator creates its own certificate authority, install commands contain the certificate to trust and its
 * fingerprint.
 */
export const shareCoordinator: Command = async (context) => {
  const { editor, prompts } = context;
  const client = clientOf(context);
  const before = await client.getShare();
  const title = 'Share Coordinator';
  const act = await prompts.choose<Act>({
    title,
    placeHolder:
      before.reach === 'this-machine'
        ? 'Not shared: only this machine can connect'
        : `Shared at ${before.url}`,
    choices: [
      {
        label: 'Share with a Generated Certificate…',
        detail: 'The coordinator creates a certificate authority. Install commands contain what to trust.',
        value: 'own-ca',
      },
      {
        label: 'Share with Your Certificate…',
        detail: 'PEM files, for example from your company’s certificate authority.',
        value: 'files',
      },
      ...(before.reach === 'this-machine' ? [] : [{ label: 'Stop Sharing…', value: 'stop' as const }]),
    ],
  });
  if (act === undefined) return;
  if (act === 'stop') return stopSharing(context, before.url);
  const port = before.reach === 'network' ? (before.listen?.port ?? 0) : 0;
  const form = { names: ownAddresses().join(', '), port: String(port) };
  const ask = new FormQuestions(prompts, title);
  const isAnswered = await askInTurn([
    ask.text(
      () => ({
        value: form.names,
        prompt: 'Host names and IP addresses that runners connect to, separated by commas',
        validate: (text) => (namesOf(text).length === 0 ? 'Enter at least one name or address' : undefined),
      }),
      (names) => Object.assign(form, { names }),
    ),
    ask.text(
      () => ({
        value: form.port,
        prompt: 'Port to listen on. 0 picks a free port and keeps it.',
        validate: (text) =>
          /^\d{1,5}$/.test(text) && Number(text) < 65_536 ? undefined : 'Enter a port from 0 to 65535',
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
  const fingerprint = pin === undefined ? '' : ` Certificate fingerprint: ${pin}`;
  const pressed = await prompts.inform(
    `The coordinator is shared at ${share.url}.${fingerprint}`,
    'Copy Address',
  );
  if (pressed === 'Copy Address') await editor.copy(share.url);
};

async function stopSharing(context: CommandContext, url: string): Promise<void> {
  const sure = await context.prompts.confirm({
    message: 'Stop sharing this coordinator?',
    detail: `Runners that connect to ${url} are disconnected until you share the coordinator again. Running steps continue, and their output arrives then.`,
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
    title: 'Select Certificate Chain',
    label: 'Use Certificate',
    filters,
  });
  if (certificate === undefined) return undefined;
  const [key] = await prompts.openFiles({ title: 'Select Private Key', label: 'Use Key', filters });
  if (key === undefined) return undefined;
  return { kind: 'files', certificate: await editor.readFile(certificate), key: await editor.readFile(key) };
}

function ownAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.filter((it) => !it.internal && it.family === 'IPv4').map((it) => it.address);
}
