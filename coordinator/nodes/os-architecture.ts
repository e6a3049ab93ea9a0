/** Names of architectures as the reference has them. */
const NAMES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: 'x86', arm64: 'aarch64' };

/** What a node's `osArch` says, of what Node.js calls an architecture. */
export function osArchitecture(architecture: string): string {
  return NAMES[architecture] ?? architecture;
}
