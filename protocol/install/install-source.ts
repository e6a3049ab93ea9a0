import { isPlaintextBeyondHost } from '../client/plaintext.ts';
import { PROGRAM_VERSION } from '../version.ts';

/** The files that a coordinator may serve to runner hosts: one per platform, and the npm package. */
export const DOWNLOADS = {
  linuxX64: 'outrunner-linux-x64',
  linuxArm64: 'outrunner-linux-arm64',
  windowsX64: 'outrunner-win-x64.exe',
  npm: `outrunner-${PROGRAM_VERSION}.tgz`,
} as const;

export const DOWNLOAD_NAMES: readonly string[] = Object.values(DOWNLOADS);

/** URLs of the downloads and of the scripts that install them. */
export const INSTALL_PATHS = {
  downloads: '/outrunner/v1/downloads',
  shell: '/outrunner/v1/install.sh',
  powerShell: '/outrunner/v1/install.ps1',
  dockerfile: '/outrunner/v1/Dockerfile',
} as const;

/** The inputs of install scripts, images and manifests. None of them is secret. */
export interface InstallSource {
  /** Address of the coordinator as the runner's host sees it, without a trailing slash. */
  readonly serverUrl: string;
  /** The certificate to trust, if no public authority signed the coordinator's certificate. */
  readonly trust?: {
    /** In PEM format. */
    readonly certificate: string;
    /** SHA-256 in lower-case hex. */
    readonly fingerprint: string;
  };
  /** Whether the address is `http` on another host, because the coordinator was started with `--insecure-plaintext`. */
  readonly insecurePlaintext?: boolean;
}

/** A source with the files that its coordinator offers: the SHA-256 (hex) of each file by its name. */
export interface InstallOffer extends InstallSource {
  readonly checksums: Readonly<Record<string, string>>;
  /** Name of the service and of the data dir, unless the host overrides it. */
  readonly name?: string;
}

/** Returns the install source for the address and certificate of a coordinator. */
export function installSource(share: {
  readonly url: string;
  readonly certificate: {
    readonly fingerprint?: string | undefined;
    readonly trust?: string | undefined;
  } | null;
  readonly insecurePlaintext?: boolean | undefined;
}): InstallSource {
  const { fingerprint, trust } = share.certificate ?? {};
  if (share.insecurePlaintext === true && isPlaintextBeyondHost(new URL(share.url)))
    return { serverUrl: share.url, insecurePlaintext: true };
  if (fingerprint === undefined || trust === undefined) return { serverUrl: share.url };
  return { serverUrl: share.url, trust: { fingerprint, certificate: trust.trim() } };
}

/** Returns the flags of `runner start`, `enroll` and `install` that contain the address of the coordinator. */
export function connectionFlags({ serverUrl, trust, insecurePlaintext }: InstallSource): string[] {
  if (insecurePlaintext === true) return ['--server', serverUrl, '--insecure-plaintext'];
  const pinned = trust === undefined ? [] : ['--ca-fingerprint', `sha256:${trust.fingerprint}`];
  return ['--server', serverUrl, ...pinned];
}

/**
 * Converts the name of a runner to one that is valid for a folder, a service, a volume or a Kubernetes object:
 * `[a-z0-9-]`, never empty.
 */
export function plainName(runnerName: string): string {
  const plain = runnerName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'runner' : plain;
}
