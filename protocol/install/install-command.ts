import type { InstallationType } from '../entities/runner.ts';
import { quoteForShell } from '../expansion/quote.ts';
import { PROGRAM_VERSION } from '../version.ts';

/** What an install command is made of. */
export interface InstallSubject {
  /** Address of the coordinator as the runner's host sees it, without a trailing slash. */
  readonly serverUrl: string;
  readonly runnerName: string;
  /** The one-time enrollment token. */
  readonly token: string;
  readonly installationType: InstallationType;
  /** SHA-256 (hex) of the certificate to trust, where no public authority signed the coordinator's. */
  readonly fingerprint?: string;
  /** How the program is called on that host; by default it comes from npm. */
  readonly program?: string;
}

const NPX = `npx --yes outrunner@${PROGRAM_VERSION}`;
const IMAGE = 'node:24-slim';
const VOLUME = '/var/lib/outrunner';

/**
 * The command to paste on the runner's host. The token goes through the environment: it stands in no URL and in no
 * argument.
 */
export function installCommand(subject: InstallSubject): string {
  const program = subject.program ?? NPX;
  const name = plainName(subject.runnerName);
  switch (subject.installationType) {
    case 'linux':
      return [
        `OUTRUNNER_ENROLLMENT_TOKEN=${quoteForShell(subject.token)}`,
        program,
        startArguments(subject).map(quoteForShell).join(' '),
        `--data-dir "$HOME/.outrunner/runners/${name}"`,
      ].join(' ');
    case 'windows':
      return [
        `$env:OUTRUNNER_ENROLLMENT_TOKEN = ${powerShellQuote(subject.token)};`,
        program,
        startArguments(subject).map(powerShellQuote).join(' '),
        `--data-dir "$env:USERPROFILE\\.outrunner\\runners\\${name}"`,
      ].join(' ');
    case 'docker':
      return [
        `OUTRUNNER_ENROLLMENT_TOKEN=${quoteForShell(subject.token)}`,
        'docker run --detach --init --restart unless-stopped --env OUTRUNNER_ENROLLMENT_TOKEN',
        `--volume outrunner-${name}:${VOLUME} ${IMAGE}`,
        NPX,
        startArguments(subject).map(quoteForShell).join(' '),
        `--data-dir ${VOLUME}`,
      ].join(' ');
    case 'kubernetes':
      return `kubectl apply -f - <<'JSON'\n${JSON.stringify(manifest(subject, `outrunner-${name}`), undefined, 2)}\nJSON`;
  }
}

function startArguments(subject: InstallSubject): string[] {
  const pinned =
    subject.fingerprint === undefined ? [] : ['--ca-fingerprint', `sha256:${subject.fingerprint}`];
  return ['runner', 'start', '--server', subject.serverUrl, ...pinned];
}

function manifest(subject: InstallSubject, name: string): object {
  const metadata = { name };
  const container = {
    name: 'runner',
    image: IMAGE,
    command: [...NPX.split(' '), ...startArguments(subject), '--data-dir', VOLUME],
    env: [{ name: 'OUTRUNNER_ENROLLMENT_TOKEN', valueFrom: { secretKeyRef: { name, key: 'token' } } }],
    volumeMounts: [{ name: 'data', mountPath: VOLUME }],
  };
  const template = {
    metadata: { labels: { app: name } },
    spec: { volumes: [{ name: 'data', emptyDir: {} }], containers: [container] },
  };
  const spec = {
    replicas: 1,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: { app: name } },
    template,
  };
  const items = [
    { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { token: subject.token } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec },
  ];
  return { apiVersion: 'v1', kind: 'List', items };
}

/** A runner's name as the name of a folder, a volume or an object: `[a-z0-9-]`, never empty. */
function plainName(runnerName: string): string {
  const plain = runnerName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'runner' : plain;
}

function powerShellQuote(text: string): string {
  return /^[A-Za-z0-9_./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}
