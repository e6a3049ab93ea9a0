import type { Command } from 'commander';
import type {
  CoordinatorStartOptions,
  ListenAddress,
  LocalRunnerChoice,
} from '../../coordinator/hosting/lifecycle/start-options.ts';
import { isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { readHandedMasterKey } from '../arguments/read-master-key.ts';
import type { Host } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import { loadCoordinator } from '../session/load-programs.ts';

interface CoordinatorFlags {
  readonly dataDir: string;
  readonly listen?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly behindTlsProxy?: readonly string[];
  readonly insecurePlaintext?: boolean;
  readonly publicUrl?: string;
  readonly runnerBinaries?: string;
  readonly metricsOpen?: boolean;
  readonly log: string;
  readonly localRunnerSameUser?: boolean;
  readonly localRunnerUser?: string;
  readonly embedded?: boolean;
  readonly newAdminToken?: boolean;
  readonly masterKeyStdin?: boolean;
}

/** Declares `outrunner coordinator start` and `outrunner coordinator verify`. */
export function coordinatorCommands(program: Command, host: Host): void {
  const group = program
    .command('coordinator')
    .description('the service that stores jobs and dispatches them to runners');
  group
    .command('verify')
    .description('check a data directory against its checksums and schemas, without changing it')
    .requiredOption('--data-dir <dir>', 'data directory; its coordinator may be running')
    .option('--json', 'print the findings as one JSON list')
    .action(async ({ dataDir, json }: { readonly dataDir: string; readonly json?: boolean }) => {
      host.exit = await verify(dataDir, json === true, host);
    });
  group
    .command('start')
    .description('start a coordinator in the foreground; SIGTERM stops it')
    .requiredOption('--data-dir <dir>', 'directory for all data')
    .option(
      '--listen <addr:port>',
      'address and port to listen on; port 0 picks a free port (default: 127.0.0.1:4440)',
    )
    .option('--tls-cert <file>', 'certificate chain, PEM')
    .option('--tls-key <file>', 'private key of the certificate, PEM')
    .option(
      '--behind-tls-proxy <addr...>',
      'addresses of proxies that terminate TLS; without TLS, only they and loopback can connect',
    )
    .option(
      '--insecure-plaintext',
      'accept every address without TLS; anyone on the network path can read secrets',
    )
    .option('--public-url <url>', 'URL that runners connect to')
    .option('--runner-binaries <dir>', 'directory of single-file runners to serve, with their SHA256SUMS')
    .option('--metrics-open', 'serve /metrics on loopback without a token')
    .option('--log <format>', 'format of the log: json or pretty', 'pretty')
    .option(
      '--local-runner-same-user',
      'start a Local Runner as this user; this makes job authors administrators',
    )
    .option('--local-runner-user <name>', 'start a Local Runner as this other user')
    .option('--embedded', 'run for an editor: listen on a local socket and exit when idle')
    .option('--new-admin-token', 'replace the administrator token')
    .option('--master-key-stdin', 'read the master key from standard input; used by editors')
    .action(async (flags: CoordinatorFlags) => {
      host.exit = await start(flags, host);
    });
}

async function verify(dataDir: string, json: boolean, { streams }: Host): Promise<number> {
  const { verifyDataDir } = await loadCoordinator();
  const findings = await verifyDataDir(dataDir).catch((error: unknown) => {
    if (!isOutrunnerError(error) || error.code !== 'data-dir-unusable') throw error;
    throw new OutrunnerError('usage', { problem: error.message, remedy: error.remedy }, { cause: error });
  });
  if (json) await streams.out(`${JSON.stringify(findings)}\n`);
  else
    for (const { path, problem, severity } of findings)
      await streams.out(`${severity === 'info' ? 'info: ' : ''}${path}: ${problem}\n`);
  return findings.some(({ severity }) => severity === 'error') ? EXIT.failed : EXIT.succeeded;
}

async function start(flags: CoordinatorFlags, host: Host): Promise<number> {
  const { startCoordinator } = await loadCoordinator();
  const running = await startCoordinator({
    ...startOptions(flags, host),
    ...(flags.masterKeyStdin === true ? { masterKey: await readHandedMasterKey() } : {}),
  }).catch(flagsAreUsage);
  const stop = () => void running.stop();
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const end = await running.ended;
  if (end.kind === 'failed') throw end.error;
  return EXIT.succeeded;
}

/** Converts `invalid-input` to a usage error, because here the invalid value is that of a flag. */
function flagsAreUsage(error: unknown): never {
  if (!isOutrunnerError(error) || error.code !== 'invalid-input') throw error;
  const { what, problem, remedy } = error.parameters;
  throw new OutrunnerError(
    'usage',
    { problem: `${what}: ${problem}.`, remedy: remedy ?? '' },
    { cause: error },
  );
}

function startOptions(flags: CoordinatorFlags, host: Host): CoordinatorStartOptions {
  const { log } = flags;
  if (log !== 'json' && log !== 'pretty') throw wrong('--log', log, 'json or pretty');
  if ((flags.tlsCert === undefined) !== (flags.tlsKey === undefined)) {
    throw new OutrunnerError('usage', {
      problem: 'TLS needs both a certificate and its key.',
      remedy: 'Use --tls-cert and --tls-key together.',
    });
  }
  return {
    dataDir: flags.dataDir,
    log,
    localRunner: localRunner(flags),
    streams: { print: (line) => void process.stdout.write(`${line}\n`), say: host.streams.say },
    ...(flags.listen === undefined ? {} : { listen: listenAddress(flags.listen) }),
    ...(flags.tlsCert === undefined || flags.tlsKey === undefined
      ? {}
      : { tls: { certificateFile: flags.tlsCert, keyFile: flags.tlsKey } }),
    ...(flags.behindTlsProxy === undefined ? {} : { behindTlsProxy: flags.behindTlsProxy }),
    ...(flags.insecurePlaintext === undefined ? {} : { insecurePlaintext: flags.insecurePlaintext }),
    ...(flags.publicUrl === undefined ? {} : { publicUrl: publicUrl(flags.publicUrl) }),
    ...(flags.runnerBinaries === undefined ? {} : { runnerBinaries: flags.runnerBinaries }),
    ...(flags.metricsOpen === undefined ? {} : { metricsOpen: flags.metricsOpen }),
    ...(flags.embedded === undefined ? {} : { embedded: flags.embedded }),
    ...(flags.newAdminToken === undefined ? {} : { newAdminToken: flags.newAdminToken }),
  };
}

/** Parses `ADDR:PORT`, with an IPv6 address in brackets. Throws `usage`. */
export function listenAddress(text: string): ListenAddress {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = bracketed ?? plain;
  if (address === undefined || Number(port) > 65_535)
    throw wrong('--listen', text, 'ADDR:PORT, such as 127.0.0.1:4440');
  return { address, port: Number(port) };
}

function localRunner(flags: CoordinatorFlags): LocalRunnerChoice {
  if (flags.localRunnerUser !== undefined) {
    if (flags.localRunnerSameUser === true) {
      throw new OutrunnerError('usage', {
        problem: '--local-runner-same-user and --local-runner-user cannot be combined.',
        remedy: 'Use one of them.',
      });
    }
    return { kind: 'user', name: flags.localRunnerUser };
  }
  return { kind: flags.localRunnerSameUser === true ? 'same-user' : 'none' };
}

function publicUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw wrong('--public-url', text, 'an http or https address');
  }
  return text.replace(/\/+$/, '');
}

function wrong(flag: string, value: string, expected: string): OutrunnerError {
  return new OutrunnerError('usage', { problem: `${flag} is "${value}".`, remedy: `Use ${expected}.` });
}
