/** The SSH library, read only once a node is reached by it: a replica that has none to reach does without its memory. */
export async function loadSsh2(): Promise<typeof import('ssh2')> {
  return (await import('ssh2')).default;
}
