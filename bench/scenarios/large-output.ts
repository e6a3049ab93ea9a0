import { HOST_OUTPUT_MIB } from '../../test/host/environment.ts';
import { codeServer } from '../../test/lanes.ts';
import type { Scenario } from '../figures.ts';
import { hostFigures } from '../measuring/host-figures.ts';

const MIB = 1024;
const LIMIT_MS = 40 * 60_000;

/**
 * Measures a window that opens, searches and saves an output of 1 GiB: the memory of the extension host, and the time of
 * edits in another document meanwhile. Needs about 3 GiB of disk.
 */
export const largeOutput: Scenario = {
  name: 'an output of 1 GiB in VS Code',
  goals: [
    { figure: 'find, memory', percentile: 100, relation: 'at most', value: 600 },
    { figure: 'save, memory', percentile: 100, relation: 'at most', value: 600 },
    { figure: 'find, edit', percentile: 99, relation: 'at most', value: 100 },
    { figure: 'save, edit', percentile: 99, relation: 'at most', value: 100 },
  ],
  async measure() {
    await codeServer();
    return hostFigures('output of several parts', { [HOST_OUTPUT_MIB]: String(MIB) }, LIMIT_MS);
  },
};
