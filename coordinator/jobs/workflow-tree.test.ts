import assert from 'node:assert/strict';
import { Step } from '../../job-language/format/step.ts';
import { type FindTreeJob, workflowTree } from './workflow-tree.ts';

const steps = (...given: readonly object[]): Step[] => given.map((step) => Step.parse(step));
const noJob: FindTreeJob = async () => undefined;
const job = (...given: readonly object[]) => ({ id: 'a', project: 'p', steps: steps(...given) });

describe('the workflow tree of a job', () => {
  it('returns the kind of each step, without its command, script, address or configuration', async () => {
    const secret = 'SECRET';
    const tree = await workflowTree(
      job(
        { exec: secret, description: 'first' },
        { script: secret, args: secret },
        { scriptfile: secret },
        { scripturl: `https://${secret}` },
        { type: 'plugin', configuration: { key: secret }, nodeStep: true },
        { exec: secret, errorhandler: { script: secret } },
      ),
      noJob,
    );
    assert.deepEqual(tree, [
      { exec: 'exec', description: 'first' },
      { script: 'script' },
      { scriptfile: 'scriptfile' },
      { scripturl: 'scripturl' },
      { type: 'plugin', nodeStep: true },
      { exec: 'exec', errorhandler: { script: 'script' } },
    ]);
  });

  it('contains three levels of jobs, including the job itself, even if a job references itself', async () => {
    const own = job({ jobref: { name: 'a', group: 'g', args: 'SECRET' } });
    const tree = await workflowTree(own, async ({ name }, project) => {
      assert.deepEqual([name, project], ['a', 'p']);
      return own;
    });
    const jobref = { group: 'g', name: 'a' };
    assert.deepEqual(tree, [
      { jobref, jobId: 'a', workflow: [{ jobref, jobId: 'a', workflow: [{ jobref }] }] },
    ]);
  });

  it('ends after 10,000 steps', async () => {
    const reference = { jobref: { name: 'a' } };
    const wide = job(...Array.from({ length: 50 }, () => reference));
    const count = (tree: Awaited<ReturnType<typeof workflowTree>>): number =>
      tree.reduce((sum, step) => sum + 1 + count([...(step.workflow ?? [])]), 0);
    assert.equal(count(await workflowTree(wide, async () => wide)), 10_000);
  });
});
