import { Workbench, type WorkbenchOptions } from './workbench.ts';

const OPENING_TIME_MS = 120_000;

/**
 * Opens one workbench for all tests of the calling suite, and saves a screenshot whenever a test or the preparation of
 * the suite fails.
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
  const saveFailure = async (title: string) => {
    const path = await workbench?.screenshot(`failed ${title}`);
    if (path !== undefined) process.stdout.write(`      see ${path}\n`);
  };
  afterEach(async function () {
    const test = this.currentTest;
    if (test?.state === 'failed') await saveFailure(test.fullTitle());
  });
  after(async function () {
    const suite = this.test?.parent;
    // Mocha calls no afterEach hook after a before hook that failed.
    const tests = suite?.tests ?? [];
    if (tests.length > 0 && tests.every(({ state }) => state === undefined))
      await saveFailure(`before ${suite?.fullTitle()}`);
    await workbench?.[Symbol.asyncDispose]();
    workbench = undefined;
  });
  return current;
}
