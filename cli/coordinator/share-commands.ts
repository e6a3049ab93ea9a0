import type { Command } from 'commander';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { SetShare, Share } from '../../protocol/routes/shapes/share-shapes.ts';
import { commaList } from '../../support/text/comma-list.ts';
import { readText } from '../arguments/read-text.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { print } from '../session/print.ts';
import { listenAddress } from './coordinator-commands.ts';

interface ShareFlags {
  readonly names?: string;
  readonly listen?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** `outrunner share …` */
export function shareCommands(program: Command, host: Host): void {
  const share = program
    .command('share')
    .description('an address for remote runners, beside the one that the coordinator was started with');
  clientAction<[]>(
    host,
    share
      .command('show')
      .description('where runners reach the coordinator, and which certificate they trust'),
    async (session) => {
      await print(session, await session.client.getShare(), shareLines);
    },
  );
  clientAction<[ShareFlags]>(
    host,
    share
      .command('open')
      .description('open it, with a certificate of the coordinator’s own authority or with yours')
      .option('--names <a,b>', 'names and addresses that runners call it by, for a certificate of its own')
      .option('--listen <addr:port>', 'port 0 is any free one, kept from then on (default: 0.0.0.0:0)')
      .option('--tls-cert <file>', 'your certificate with its chain, PEM')
      .option('--tls-key <file>', 'its private key, PEM'),
    async (session, flags) => {
      const { address, port } = listenAddress(flags.listen ?? '0.0.0.0:0');
      const body = { shared: true, address, port, certificate: await certificateOf(flags) } as const;
      await print(session, await session.client.setShare({ body }), shareLines);
    },
  );
  clientAction<[]>(
    host,
    share.command('close').description('close it: runners that call it there are cut off'),
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
    return { kind: 'files', certificate: await readText(tlsCert), key: await readText(tlsKey) };
  throw new OutrunnerError('usage', {
    problem: 'It takes either the names for a certificate of its own, or a certificate with its key.',
    remedy: 'Give --names a,b, or both --tls-cert FILE and --tls-key FILE.',
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
          `certificate=${certificate.kind === 'own-ca' ? 'of its own authority' : 'given'}`,
          `names=${certificate.names.join(',')}`,
          ...(certificate.fingerprint === undefined ? [] : [`fingerprint=${certificate.fingerprint}`]),
          `expires=${new Date(certificate.expiresAt).toISOString()}`,
        ]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
