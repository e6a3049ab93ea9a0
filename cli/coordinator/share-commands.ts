import type { Command } from 'commander';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { SetShare, Share } from '../../protocol/routes/shapes/share-shapes.ts';
import { commaList } from '../../support/text/comma-list.ts';
import { readTextFile } from '../arguments/read-text.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { print } from '../session/print.ts';
import { listenAddress } from './coordinator-commands.ts';

interface ShareFlags {
  readonly names?: string;
  readonly listen?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** Declares `outrunner share …`. */
export function shareCommands(program: Command, host: Host): void {
  const share = program
    .command('share')
    .description('share the coordinator with remote runners on an additional address');
  clientAction<[]>(
    host,
    share.command('show').description('show the address for runners and its certificate'),
    async (session) => {
      await print(session, await session.client.getShare(), shareLines);
    },
  );
  clientAction<[ShareFlags]>(
    host,
    share
      .command('open')
      .description('share the coordinator, with a generated certificate or with yours')
      .option(
        '--names <a,b>',
        'host names and IP addresses that runners connect to, for a generated certificate',
      )
      .option(
        '--listen <addr:port>',
        'address and port to listen on; port 0 picks a free port and keeps it (default: 0.0.0.0:0)',
      )
      .option('--tls-cert <file>', 'your certificate chain, PEM')
      .option('--tls-key <file>', 'private key of the certificate, PEM'),
    async (session, flags) => {
      const { address, port } = listenAddress(flags.listen ?? '0.0.0.0:0');
      const body = { shared: true, address, port, certificate: await certificateOf(flags) } as const;
      await print(session, await session.client.setShare({ body }), shareLines);
    },
  );
  clientAction<[]>(
    host,
    share.command('close').description('stop sharing; runners that use the address are disconnected'),
    async (session) => {
      await print(session, await session.client.setShare({ body: { shared: false } }), shareLines);
    },
  );
}

async function certificateOf({
  names,
  tlsCert,
  tlsKey,
}: ShareFlags): Promise<Extract<SetShare, { shared: true }>['certificate']> {
  if (names !== undefined && tlsCert === undefined && tlsKey === undefined)
    return { kind: 'own-ca', names: commaList(names) };
  if (names === undefined && tlsCert !== undefined && tlsKey !== undefined)
    return { kind: 'files', certificate: await readTextFile(tlsCert), key: await readTextFile(tlsKey) };
  throw new OutrunnerError('usage', {
    problem: 'Sharing needs either names for a generated certificate, or a certificate with its key.',
    remedy: 'Use --names a,b, or both --tls-cert FILE and --tls-key FILE.',
  });
}

function shareLines({ url, reach, listen, certificate }: Share): string {
  const lines = [
    `url=${url}`,
    `reach=${reach}`,
    ...(listen === null ? [] : [`listen=${listen.address}:${listen.port}`]),
    ...(certificate === null
      ? []
      : [
          `certificate=${certificate.kind === 'own-ca' ? 'generated' : 'provided'}`,
          `names=${certificate.names.join(',')}`,
          ...(certificate.fingerprint === undefined ? [] : [`fingerprint=${certificate.fingerprint}`]),
          `expires=${new Date(certificate.expiresAt).toISOString()}`,
        ]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
