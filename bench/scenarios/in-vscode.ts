import type { Scenario } from '../figures.ts';

/** What a user of VS Code feels: the extension's activation, and a tree after a change made elsewhere. */
export const inVsCode: Scenario = {
  name: 'inside VS Code',
  goals: [
    { figure: 'activation', percentile: 100, relation: 'at most', value: 100 },
    { figure: 'tree update', percentile: 99, relation: 'at most', value: 200 },
  ],
  measure: () => Promise.resolve([]),
};
