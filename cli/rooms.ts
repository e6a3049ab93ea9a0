import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type CoordinatorRoom = typeof import('../coordinator/main.ts');
type RunnerRoom = typeof import('../runner/main.ts');

/**
 * The programs that a command line may start, loaded only then: a client command never pays for them. Built, each stands
 * beside this one; from source, in its room.
 */
export async function loadCoordinator(): Promise<CoordinatorRoom> {
  return import(programUrl('coordinator'));
}

export async function loadRunner(): Promise<RunnerRoom> {
  return import(programUrl('runner'));
}

function programUrl(room: 'coordinator' | 'runner'): string {
  const here = import.meta.dirname;
  const source = import.meta.filename.endsWith('.ts');
  return pathToFileURL(source ? join(here, '..', room, 'main.ts') : join(here, `${room}.cjs`)).href;
}
