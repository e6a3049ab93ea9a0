import assert from 'node:assert/strict';
import type { LogFilter } from '../../../protocol/runner/log-filter.ts';
import { outputTreatment } from './output-treatment.ts';

const QUIET: LogFilter = { type: 'quiet-output', config: {} };
const MASK: LogFilter = { type: 'mask-passwords', config: { replacement: '[X]', color: 'red' } };

describe('the treatment of output', () => {
  const treatment = (filters: LogFilter[], job: Record<string, string> = {}) =>
    outputTreatment({ filters, values: { option: {}, secureOption: [], job } }, ["it's", '']);

  it('masks secrets and does nothing else if the step has no filters', () => {
    assert.deepEqual(treatment([]), { masks: ["it's"] });
  });

  it('lets the filters show the levels that the log level of the job includes', () => {
    assert.deepEqual(treatment([QUIET]).filters, { filters: [QUIET], shown: 'normal' });
    assert.equal(treatment([QUIET], { loglevel: 'ERROR' }).filters?.shown, 'normal');
    assert.equal(treatment([QUIET], { loglevel: 'DEBUG' }).filters?.shown, 'debug');
  });

  it('also masks quoted forms, and applies the configured replacement and colour, if the step has a mask filter', () => {
    const { masks, mask, filters } = treatment([MASK]);
    assert.equal(mask, '\u001b[31m[X]\u001b[0m');
    assert.equal(filters, undefined);
    for (const form of ["it's", `'it'"'"'s'`, `"it's"`, `'it\\'s'`]) assert.ok(masks.includes(form), form);
  });
});
