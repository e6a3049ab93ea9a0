/**
 * The programs that the command line can start. They are loaded on demand, so that client commands start fast. In a
 * build, each program is a separate file in the same folder: see `scripts/build/sibling-programs.ts`.
 */
export async function loadCoordinator(): Promise<typeof import('../../coordinator/main.ts')> {
  return import('../../coordinator/main.ts');
}

export async function loadRunner(): Promise<typeof import('../../runner/main.ts')> {
  return import('../../runner/main.ts');
}
