import { codeServer } from '../../test/lanes.ts';
import type { Scenario } from '../figures.ts';
import { hostFigures } from '../measuring/host-figures.ts';

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
    return hostFigures(SUITES);
  },
};
