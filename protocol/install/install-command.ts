import type { InstallationType, ReplicaType } from '../entities/runner.ts';
import { quoteForShell } from '../expansion/quote.ts';
import { composeFile } from './compose-file.ts';
import { CONTAINER_DATA_DIR, IMAGE } from './dockerfile.ts';
import { connectionFlags, INSTALL_PATHS, type InstallSource, plainName } from './install-source.ts';
import { kubernetesManifest } from './kubernetes-manifest.ts';
import { powerShellQuote } from './powershell-script.ts';

/** What an install command is made of. */
export interface InstallSubject extends InstallSource {
  readonly runnerName: string;
  /** The one-time enrollment token, or, of ephemeral replicas, an enrollment key. */
  readonly token: string;
  readonly installationType: InstallationType;
  readonly replicaType?: ReplicaType | undefined;
  /** How many replicas a manifest asks for; 2 by default where they are ephemeral. */
  readonly replicaCount?: number | undefined;
}

/**
 * The command to paste on the runner's host. The token goes through the environment: it stands in no URL and in no
 * argument. A certificate that no public authority signed goes along, so that the very first download is checked.
 */
export function installCommand(subject: InstallSubject): string {
  switch (subject.installationType) {
    case 'linux':
      return linuxCommand(subject);
    case 'windows':
      return windowsCommand(subject);
    case 'docker':
      return dockerCommand(subject);
    case 'kubernetes':
      return kubernetesCommand(subject);
  }
}

/** The command that starts a runner in the foreground with a program that stands on this host already. */
export function startCommand(
  subject: Pick<InstallSubject, 'serverUrl' | 'trust' | 'runnerName' | 'token'>,
  program: string,
  shell: 'posix' | 'powershell',
): string {
  const { runnerName, token } = subject;
  const start = ['runner', 'start', ...connectionFlags(subject)];
  const name = plainName(runnerName);
  if (shell === 'powershell') {
    const words = start.map((word) => (/^[A-Za-z0-9_./:-]+$/.test(word) ? word : powerShellQuote(word)));
    return `$env:OUTRUNNER_ENROLLMENT_TOKEN = ${powerShellQuote(token)}; ${program} ${words.join(' ')} --data-dir "$env:USERPROFILE\\.outrunner\\runners\\${name}"`;
  }
  const words = start.map(quoteForShell).join(' ');
  return `OUTRUNNER_ENROLLMENT_TOKEN=${quoteForShell(token)} ${program} ${words} --data-dir "$HOME/.outrunner/runners/${name}"`;
}

function linuxCommand(subject: InstallSubject): string {
  const variables = [
    `OUTRUNNER_ENROLLMENT_TOKEN=${quoteForShell(subject.token)}`,
    `OUTRUNNER_NAME=${plainName(subject.runnerName)}`,
  ].join(' ');
  return piped(subject, INSTALL_PATHS.shell, `${variables} sh`);
}

/** The same by Docker Compose: the file goes through standard input, so that it may be kept or not. */
export function composeCommand(subject: InstallSubject): string {
  const name = `outrunner-${plainName(subject.runnerName)}`;
  const up = [
    `OUTRUNNER_ENROLLMENT_TOKEN=${quoteForShell(subject.token)}`,
    `docker compose --project-name ${name} --file - up --detach`,
  ].join(' ');
  return `${buildCommand(subject)}\n${up} <<'YAML'\n${composeFile(subject.runnerName)}YAML`;
}

function dockerCommand(subject: InstallSubject): string {
  const name = `outrunner-${plainName(subject.runnerName)}`;
  const run = [
    `OUTRUNNER_ENROLLMENT_TOKEN=${quoteForShell(subject.token)}`,
    'docker run --detach --restart unless-stopped --env OUTRUNNER_ENROLLMENT_TOKEN',
    `--name ${name} --volume ${name}:${CONTAINER_DATA_DIR} ${IMAGE}`,
  ].join(' ');
  return `${buildCommand(subject)}\n${run}`;
}

function buildCommand(subject: InstallSource): string {
  return piped(subject, INSTALL_PATHS.dockerfile, `docker build --tag ${IMAGE} -`);
}

/** Gets a text from the coordinator and hands it to a command. */
function piped({ serverUrl, trust }: InstallSource, path: string, command: string): string {
  const url = quoteForShell(`${serverUrl}${path}`);
  if (trust === undefined) return `curl -fsSL ${url} | ${command}`;
  return `curl -fsSL --cacert /dev/stdin ${url} <<'PEM' | ${command}\n${trust.certificate}\nPEM`;
}

function windowsCommand({ serverUrl, trust, runnerName, token }: InstallSubject): string {
  const script = "(Join-Path $env:TEMP 'install-outrunner.ps1')";
  const certificate = "(Join-Path $env:TEMP 'outrunner-ca.pem')";
  const trusted = trust === undefined ? '' : ` --ssl-no-revoke --cacert ${certificate}`;
  return [
    `$env:OUTRUNNER_ENROLLMENT_TOKEN = ${powerShellQuote(token)}`,
    `$env:OUTRUNNER_NAME = ${powerShellQuote(plainName(runnerName))}`,
    ...(trust === undefined
      ? []
      : [`Set-Content -Encoding Ascii -Path ${certificate} -Value ${powerShellQuote(trust.certificate)}`]),
    `curl.exe -fsSL${trusted} -o ${script} ${powerShellQuote(`${serverUrl}${INSTALL_PATHS.powerShell}`)}`,
    `powershell.exe -NoProfile -ExecutionPolicy Bypass -File ${script}`,
  ].join('\n');
}

function kubernetesCommand(subject: InstallSubject): string {
  const isEphemeral = subject.replicaType === 'ephemeral';
  const manifest = kubernetesManifest({
    ...subject,
    name: plainName(subject.runnerName),
    replicas: isEphemeral ? 'ephemeral' : 'persistent',
    count: subject.replicaCount ?? 2,
  });
  return `kubectl apply -f - <<'YAML'\n${manifest}YAML`;
}
