import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOST_FIGURES } from '../../test/host/environment.ts';
import { runHostLane } from '../../test/host/launch.ts';
import type { Figure } from '../figures.ts';

/**
 * Runs suites of the extension host in a real VS Code, and returns the figures that the suites record. Throws if a
 * suite fails, or if the suites take longer than `limitMs`.
 *
 * @param suites a pattern for the titles of the tests
 */
export async function hostFigures(
  suites: string,
  environment: Readonly<Record<string, string>> = {},
  limitMs?: number,
): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'outrunner-figures-'));
  try {
    const file = join(folder, 'figures.jsonl');
    const variables = { ...environment, [HOST_FIGURES]: file };
    const { failures } = await runHostLane('browser', suites, variables, limitMs);
    if (failures.length > 0) throw new Error(failures.join('\n'));
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as Figure);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
