/** Rundeck's names of architectures, keyed by their names in Node.js. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['x64', 'amd64'],
  ['ia32', 'x86'],
  ['arm64', 'aarch64'],
]);

/** Returns the `osArch` of a node from an architecture of Node.js. */
export function osArchitecture(architecture: string): string {
  return NAMES.get(architecture) ?? architecture;
}
