import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOST_FIGURES } from '../../test/host/environment.ts';
import { runHostLane } from '../../test/host/launch.ts';
import { codeServer } from '../../test/lanes.ts';
import type { Figure, Scenario } from '../figures.ts';

/** A pattern for the titles of the tests that record figures. */
const SUITES = 'activates|after changes by other clients';

/**
 * Measures waiting times of a user, with the suites of the extension host in a real VS Code: loading and activating the
 * extension, and the time until the trees show a change that another client made through the API.
 */
export const inVsCode: Scenario = {
  name: 'inside VS Code',
  goals: [
    { figure: 'activation', percentile: 100, relation: 'at most', value: 100 },
    { figure: 'tree update', percentile: 99, relation: 'at most', value: 200 },
  ],
  async measure() {
    await codeServer();
    const folder = await mkdtemp(join(tmpdir(), 'outrunner-figures-'));
    try {
      const file = join(folder, 'figures.jsonl');
      const { failed, problem } = await runHostLane('browser', SUITES, { [HOST_FIGURES]: file });
      if (problem !== undefined || failed > 0)
        throw new Error(problem ?? 'a suite of the extension host failed');
      const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
      return lines.map((line) => JSON.parse(line) as Figure);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
