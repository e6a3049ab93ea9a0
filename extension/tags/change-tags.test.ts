import assert from 'node:assert/strict';
import { JobId, ProjectName, RunnerId, Tag } from '../../protocol/ids.ts';
import type { TagChangeResult } from '../../protocol/routes/shapes/tag-shapes.ts';
import type { CommandContext } from '../commands/command.ts';
import type { Confirmation } from '../prompts/prompts.ts';
import { changeTags } from './change-tags.ts';

const runner = RunnerId.parse('6f9c2a4e-0d2b-4f0f-9a52-0f3c8c1f6a01');
const jobId = JobId.parse('6f9c2a4e-0d2b-4f0f-9a52-0f3c8c1f6a02');
const project = ProjectName.parse('ops');
const would: TagChangeResult = {
  changed: false,
  from: [Tag.parse('db')],
  to: null,
  runners: [{ id: runner, name: 'east', tags: [] }],
  jobs: [],
  sources: [],
  obstacles: [],
};

/** Runs a change of tags and returns the confirmation and the API calls. */
async function asked(result: TagChangeResult, sure: boolean) {
  const confirmations: Confirmation[] = [];
  const calls: { dryRun: boolean; leaveRest: boolean }[] = [];
  const confirm = async (confirmation: Confirmation) => {
    confirmations.push(confirmation);
    return sure;
  };
  await changeTags({ prompts: { confirm } } as unknown as CommandContext, {
    message: 'Delete tag "db"?',
    consequence: 'More runners.',
    verb: 'Delete',
    restVerb: 'Delete the Rest',
    act: async (how) => {
      calls.push(how);
      return result;
    },
  });
  return { confirmation: confirmations[0], calls };
}

describe('changeTags', () => {
  it('shows the number of affected objects, and changes nothing without a confirmation', async () => {
    const { confirmation, calls } = await asked(would, false);
    assert.equal(confirmation?.detail, 'More runners.\n\n1 runner and 0 jobs will be changed in one step.');
    assert.deepEqual([confirmation?.verb, calls], ['Delete', [{ dryRun: true, leaveRest: false }]]);
  });

  it('shows filters before and after the change, and counts node sources', async () => {
    const filter = { before: 'db and not eu', after: 'sql and not eu' };
    const job = { id: jobId, project, name: 'backup', tags: [], filter };
    const sources = [{ project, number: 2, filter: { before: 'db', after: 'sql' } }];
    const { confirmation } = await asked({ ...would, jobs: [job], sources }, false);
    assert.match(confirmation?.detail ?? '', /1 runner, 1 job and 1 node source will be changed/);
    assert.match(
      confirmation?.detail ?? '',
      /• job backup \(ops\): db and not eu → sql and not eu\n• node source 2/,
    );
  });

  it('lists objects that cannot be changed, and skips them after a confirmation', async () => {
    const problem = 'it asks for no other tag';
    const obstacles = [{ kind: 'job' as const, jobId, project, name: 'nightly/backup', problem }];
    const { confirmation, calls } = await asked({ ...would, obstacles }, true);
    assert.match(
      confirmation?.detail ?? '',
      /cannot be changed:\n• job nightly\/backup \(ops\): it asks for/,
    );
    assert.equal(confirmation?.verb, 'Delete the Rest');
    assert.deepEqual(calls[1], { dryRun: false, leaveRest: true });
  });
});
