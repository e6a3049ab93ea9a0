import { networkInterfaces } from 'node:os';
import * as l10n from '@vscode/l10n';
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
  const title = l10n.t('Share Coordinator');
  const act = await prompts.choose<Act>({
    title,
    placeHolder:
      before.reach === 'this-machine'
        ? l10n.t('Not shared: only this machine can connect')
        : l10n.t('Shared at {0}', before.url),
    choices: [
      {
        label: l10n.t('Share with a Generated Certificate…'),
        detail: l10n.t(
          'The coordinator creates a certificate authority. Install commands contain the certificate to trust.',
        ),
        value: 'own-ca',
      },
      {
        label: l10n.t('Share with Your Certificate…'),
        detail: l10n.t('PEM files, for example from your company’s certificate authority.'),
        value: 'files',
      },
      ...(before.reach === 'this-machine'
        ? []
        : [{ label: l10n.t('Stop Sharing…'), value: 'stop' as const }]),
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
        prompt: l10n.t('Host names and IP addresses that runners connect to, separated by commas'),
        validate: (text) =>
          namesOf(text).length === 0 ? l10n.t('Enter at least one name or address') : undefined,
      }),
      (names) => Object.assign(form, { names }),
    ),
    ask.text(
      () => ({
        value: form.port,
        prompt: l10n.t('Port to listen on. 0 picks a free port and keeps it.'),
        validate: (text) =>
          /^\d{1,5}$/.test(text) && Number(text) < 65_536
            ? undefined
            : l10n.t('Enter a port from 0 to 65535'),
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
  const pressed = await prompts.inform(
    pin === undefined
      ? l10n.t('The coordinator is shared at {0}.', share.url)
      : l10n.t('The coordinator is shared at {0}. Certificate fingerprint: {1}', share.url, pin),
    l10n.t('Copy Address'),
  );
  if (pressed !== undefined) await editor.copy(share.url);
};

async function stopSharing(context: CommandContext, url: string): Promise<void> {
  const sure = await context.prompts.confirm({
    message: l10n.t('Stop sharing this coordinator?'),
    detail: l10n.t(
      'Runners that connect to {0} are disconnected until you share the coordinator again. Running steps continue, and their output arrives then.',
      url,
    ),
    verb: l10n.t('Stop Sharing'),
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
    title: l10n.t('Select Certificate Chain'),
    label: l10n.t('Use Certificate'),
    filters,
  });
  if (certificate === undefined) return undefined;
  const [key] = await prompts.openFiles({
    title: l10n.t('Select Private Key'),
    label: l10n.t('Use Key'),
    filters,
  });
  if (key === undefined) return undefined;
  return { kind: 'files', certificate: await editor.readFile(certificate), key: await editor.readFile(key) };
}

function ownAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.filter((it) => !it.internal && it.family === 'IPv4').map((it) => it.address);
}
