import { HOST_OUTPUT_MIB } from '../../test/host/environment.ts';
import { codeServer } from '../../test/lanes.ts';
import type { Scenario } from '../figures.ts';
import { hostFigures } from '../measuring/host-figures.ts';

const MIB = 1024;
const LIMIT_MS = 40 * 60_000;

/**
 * Measures a window that opens, searches and saves an output of 1 GiB: the memory of the extension host, and the
 * duration of edits in another document meanwhile. The memory must not grow with the size of the output: it was 770 MiB
 * for 200 MiB of output, and 800 MiB for 1 GiB. Needs about 3 GiB of disk space.
 */
export const largeOutput: Scenario = {
  name: 'an output of 1 GiB in VS Code',
  goals: [
    { figure: 'find, memory', percentile: 100, relation: 'at most', value: 900 },
    { figure: 'save, memory', percentile: 100, relation: 'at most', value: 900 },
    { figure: 'find, edit', percentile: 50, relation: 'at most', value: 50 },
    { figure: 'save, edit', percentile: 50, relation: 'at most', value: 50 },
  ],
  async measure() {
    await codeServer();
    return hostFigures('output of several parts', { [HOST_OUTPUT_MIB]: String(MIB) }, LIMIT_MS);
  },
};
