import assert from 'node:assert/strict';
import { ExecutionId, ProjectName } from '../../../protocol/ids.ts';
import { deletedSubjects } from './deleted-subjects.ts';

const execution = (id: number, jobName: string, jobGroup = '') => ({
  id: ExecutionId.parse(id),
  project: ProjectName.parse('ops'),
  jobName,
  jobGroup,
});

describe('deletedSubjects', () => {
  it('returns the job of a single execution', () => {
    assert.deepEqual(deletedSubjects([execution(7, 'deploy', 'web')]), [
      { subject: { id: '7', name: 'web/deploy' }, detail: 'of project ops' },
    ]);
  });

  it('returns one record for each job, with the ids as ranges', () => {
    const deleted = [3, 1, 2, 9].map((id) => execution(id, 'deploy'));
    assert.deepEqual(deletedSubjects([...deleted, execution(5, 'other')]), [
      { subject: { id: '4 executions', name: 'deploy' }, detail: 'of project ops: 1-3, 9' },
      { subject: { id: '5', name: 'other' }, detail: 'of project ops' },
    ]);
  });
});
