import { Workbench, type WorkbenchOptions } from './workbench.ts';

const OPENING_TIME_MS = 120_000;

/**
 * Opens one workbench for all tests of the calling suite, and saves a screenshot whenever a test fails.
 * @returns a function that returns the workbench, to be called inside tests
 */
export function useWorkbench(options?: WorkbenchOptions): () => Workbench {
  let workbench: Workbench | undefined;
  const current = () => {
    if (workbench === undefined) throw new Error('the workbench is open only while tests run');
    return workbench;
  };
  before(async function () {
    this.timeout(OPENING_TIME_MS);
    workbench = await Workbench.open(options);
  });
  afterEach(async function () {
    const test = this.currentTest;
    if (test?.state !== 'failed' || workbench === undefined) return;
    const path = await workbench.screenshot(`failed ${test.fullTitle()}`);
    process.stdout.write(`      see ${path}\n`);
  });
  after(async () => {
    await workbench?.[Symbol.asyncDispose]();
    workbench = undefined;
  });
  return current;
}
