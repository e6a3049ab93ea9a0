/**
 * The programs that a command line may start, loaded only then: a client command never pays for them. Built, each of these
 * files is a program beside this one, as `scripts/build/sibling-programs.ts` says.
 */
export async function loadCoordinator(): Promise<typeof import('../../coordinator/main.ts')> {
  return import('../../coordinator/main.ts');
}

export async function loadRunner(): Promise<typeof import('../../runner/main.ts')> {
  return import('../../runner/main.ts');
}
