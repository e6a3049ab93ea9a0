import { powerShellQuote, quoteForShell } from '../../support/text/shell-quote.ts';
import type { InstallationType, ReplicaType } from '../entities/runner.ts';
import { composeFile } from './compose-file.ts';
import { CONTAINER_DATA_DIR, IMAGE } from './dockerfile.ts';
import { connectionFlags, INSTALL_PATHS, type InstallSource, plainName } from './install-source.ts';
import { kubernetesManifest } from './kubernetes-manifest.ts';

/** The inputs of an install command. */
export interface InstallSubject extends InstallSource {
  readonly runnerName: string;
  /** The one-time enrollment token, or, for ephemeral replicas, an enrollment key. */
  readonly token: string;
  readonly installationType: InstallationType;
  readonly replicaType?: ReplicaType | undefined;
  /** Number of replicas in a manifest. Default: 2 if they are ephemeral. */
  readonly replicaCount?: number | undefined;
}

/**
 * Returns the command to paste on the runner's host. The token is never in a URL or an argument. Installers read it
 * from their environment and exit after the installation, so no process that runs steps has it. The command includes a
 * certificate that no public authority signed, so that curl verifies even the first download.
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

/** Returns the command that starts a runner in the foreground with a program that is already on this host. */
export function startCommand(
  subject: Pick<InstallSubject, 'serverUrl' | 'trust' | 'runnerName' | 'token'>,
  program: string,
  shell: 'posix' | 'powershell',
): string {
  const { runnerName, token } = subject;
  const start = ['runner', 'start', ...connectionFlags(subject), '--enrollment-token-file', '-'];
  const name = plainName(runnerName);
  if (shell === 'powershell') {
    const words = start.map((word) => (/^[A-Za-z0-9_./:-]+$/.test(word) ? word : powerShellQuote(word)));
    return `${powerShellQuote(token)} | ${program} ${words.join(' ')} --data-dir "$env:USERPROFILE\\.outrunner\\runners\\${name}"`;
  }
  const words = start.map(quoteForShell).join(' ');
  return `${printed(token)} | ${program} ${words} --data-dir "$HOME/.outrunner/runners/${name}"`;
}

function linuxCommand(subject: InstallSubject): string {
  const variables = [
    `OUTRUNNER_ENROLLMENT_TOKEN=${quoteForShell(subject.token)}`,
    `OUTRUNNER_NAME=${plainName(subject.runnerName)}`,
  ].join(' ');
  return piped(subject, INSTALL_PATHS.shell, `${variables} sh`);
}

/**
 * Returns the command that starts a runner with Docker Compose. It passes the Compose file on standard input,
 * so that no file need be stored.
 */
export function composeCommand(subject: InstallSubject): string {
  const name = `outrunner-${plainName(subject.runnerName)}`;
  const up = `docker compose --project-name ${name} --file - up --detach`;
  return [
    buildCommand(subject),
    enrollCommand(subject),
    `${up} <<'YAML'\n${composeFile(subject.runnerName)}YAML`,
  ].join('\n');
}

function dockerCommand(subject: InstallSubject): string {
  const name = `outrunner-${plainName(subject.runnerName)}`;
  const run = [
    'docker run --detach --restart unless-stopped',
    `--name ${name} --volume ${name}:${CONTAINER_DATA_DIR} ${IMAGE}`,
  ].join(' ');
  return [buildCommand(subject), enrollCommand(subject), run].join('\n');
}

/**
 * Returns a command that enrolls a replica into a volume, in a separate container that then exits. The command passes
 * the token on standard input, because a container's environment remains readable by its first process, its steps and
 * `docker inspect`.
 */
function enrollCommand(subject: InstallSubject): string {
  const volume = `outrunner-${plainName(subject.runnerName)}`;
  const enroll = ['runner', 'enroll', '--data-dir', CONTAINER_DATA_DIR, '--enrollment-token-file', '-'];
  return [
    `${printed(subject.token)} | docker run --rm --interactive --entrypoint outrunner`,
    `--volume ${volume}:${CONTAINER_DATA_DIR} ${IMAGE}`,
    ...[...enroll, ...connectionFlags(subject)].map(quoteForShell),
  ].join(' ');
}

/** Returns a command that prints the token with a shell builtin, so that no process has it as an argument. */
function printed(token: string): string {
  return `printf '%s\\n' ${quoteForShell(token)}`;
}

function buildCommand(subject: InstallSource): string {
  return piped(subject, INSTALL_PATHS.dockerfile, `docker build --tag ${IMAGE} -`);
}

/** Returns a command that fetches a text file from the coordinator and pipes its content to `command`. */
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
