import type { InstallationType } from '../entities/runner.ts';
import { PROGRAM_VERSION } from '../version.ts';

/** What an install command is made of. */
export interface InstallSubject {
  /** Address of the coordinator as the runner's host sees it, without a trailing slash. */
  readonly serverUrl: string;
  readonly runnerName: string;
  /** The one-time enrollment token. */
  readonly token: string;
  readonly installationType: InstallationType;
  /** Authority of the coordinator's certificate, where no public one signed it. */
  readonly trust?: { readonly pem: string; readonly fingerprint: string };
  /** How the program is called on that host; by default it comes from npm. */
  readonly program?: string;
}

/**
 * The command to paste on the runner's host. The token goes through the environment: it stands in no URL and in no
 * argument. A private authority's certificate travels inside the command, so nothing unverified is fetched.
 */
export function installCommand(subject: InstallSubject): string {
  switch (subject.installationType) {
    case 'windows':
      return powerShell(subject);
    case 'docker':
      return docker(subject);
    case 'kubernetes':
      return kubernetes(subject);
    case 'linux':
      return posixShell(subject);
  }
}

const npx = `npx --yes outrunner@${PROGRAM_VERSION}`;
const image = 'node:24-slim';

function posixShell(subject: InstallSubject): string {
  const folder = `"$HOME"/${shellQuote(`.outrunner/runners/${folderName(subject.runnerName)}`)}`;
  const start = [
    `OUTRUNNER_ENROLLMENT_TOKEN=${shellQuote(subject.token)}`,
    subject.program ?? npx,
    `runner start --server ${shellQuote(subject.serverUrl)} --data-dir ${folder}`,
  ].join(' ');
  if (subject.trust === undefined) return start;
  const file = `${folder}-ca.pem`;
  return [
    `# Certificate authority, SHA-256 ${colons(subject.trust.fingerprint)}`,
    `mkdir -p "$HOME/.outrunner/runners" && cat > ${file} <<'PEM'`,
    subject.trust.pem.trim(),
    'PEM',
    `${start} --ca ${file}`,
  ].join('\n');
}

function powerShell(subject: InstallSubject): string {
  const folder = `"$env:USERPROFILE\\.outrunner\\runners\\${folderName(subject.runnerName)}"`;
  const lines = [
    `$env:OUTRUNNER_ENROLLMENT_TOKEN = ${powerShellQuote(subject.token)}`,
    `${subject.program ?? npx} runner start --server ${powerShellQuote(subject.serverUrl)} --data-dir ${folder}`,
  ];
  if (subject.trust === undefined) return lines.join('\n');
  const file = '"$env:TEMP\\outrunner-ca.pem"';
  return [
    `# Certificate authority, SHA-256 ${colons(subject.trust.fingerprint)}`,
    "@'",
    subject.trust.pem.trim(),
    `'@ | Set-Content -Encoding ascii ${file}`,
    `${lines.join('\n')} --ca ${file}`,
  ].join('\n');
}

function docker(subject: InstallSubject): string {
  const inside = `${npx} runner start --server ${shellQuote(subject.serverUrl)} --data-dir /var/lib/outrunner`;
  const run = (extra: string) =>
    [
      `OUTRUNNER_ENROLLMENT_TOKEN=${shellQuote(subject.token)}`,
      'docker run --detach --init --restart unless-stopped --env OUTRUNNER_ENROLLMENT_TOKEN',
      `--volume ${shellQuote(`outrunner-${folderName(subject.runnerName)}`)}:/var/lib/outrunner${extra}`,
      image,
    ].join(' ');
  if (subject.trust === undefined) return `${run('')} ${inside}`;
  return [
    `# Certificate authority, SHA-256 ${colons(subject.trust.fingerprint)}`,
    "cat > outrunner-ca.pem <<'PEM'",
    subject.trust.pem.trim(),
    'PEM',
    `${run(' --volume "$PWD/outrunner-ca.pem":/outrunner-ca.pem:ro')} ${inside} --ca /outrunner-ca.pem`,
  ].join('\n');
}

function kubernetes(subject: InstallSubject): string {
  const name = `outrunner-${folderName(subject.runnerName)}`;
  const start = [
    'runner',
    'start',
    '--server',
    subject.serverUrl,
    '--data-dir',
    '/var/lib/outrunner',
    ...(subject.trust === undefined ? [] : ['--ca', '/outrunner-ca/ca.pem']),
  ];
  const pod = {
    volumes: [
      { name: 'data', emptyDir: {} },
      ...(subject.trust === undefined ? [] : [{ name: 'ca', secret: { secretName: name } }]),
    ],
    containers: [
      {
        name: 'runner',
        image,
        command: ['npx', '--yes', `outrunner@${PROGRAM_VERSION}`, ...start],
        env: [
          {
            name: 'OUTRUNNER_ENROLLMENT_TOKEN',
            valueFrom: { secretKeyRef: { name, key: 'token' } },
          },
        ],
        volumeMounts: [
          { name: 'data', mountPath: '/var/lib/outrunner' },
          ...(subject.trust === undefined
            ? []
            : [{ name: 'ca', mountPath: '/outrunner-ca', readOnly: true }]),
        ],
      },
    ],
  };
  const list = {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name },
        stringData: {
          token: subject.token,
          ...(subject.trust === undefined ? {} : { 'ca.pem': subject.trust.pem }),
        },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name },
        spec: {
          replicas: 1,
          strategy: { type: 'Recreate' },
          selector: { matchLabels: { app: name } },
          template: { metadata: { labels: { app: name } }, spec: pod },
        },
      },
    ],
  };
  return `kubectl apply -f - <<'JSON'\n${JSON.stringify(list, undefined, 2)}\nJSON`;
}

/** A name of a runner as the name of a folder, a volume or an object: `[a-z0-9-]`, never empty. */
function folderName(runnerName: string): string {
  const plain = runnerName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48);
  return plain === '' ? 'runner' : plain;
}

function shellQuote(text: string): string {
  return /^[A-Za-z0-9_%+,./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function powerShellQuote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function colons(fingerprint: string): string {
  return (fingerprint.match(/../g) ?? []).join(':').toUpperCase();
}
