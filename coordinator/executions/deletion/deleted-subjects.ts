import { jobPath } from '../../../job-language/format/job-path.ts';
import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { groupBy } from '../../../support/records/group-by.ts';
import type { NamedSubject } from '../../audit/audit.ts';

type Deleted = Pick<ExecutionSummary, 'id' | 'project' | 'jobGroup' | 'jobName'>;

export interface DeletedSubject {
  readonly subject: NamedSubject;
  readonly detail: string;
}

/** Returns subject and detail of the audit records for deleted executions: one record for each job. */
export function deletedSubjects(deleted: readonly Deleted[]): readonly DeletedSubject[] {
  const nameOf = ({ jobGroup, jobName }: Deleted) => jobPath({ group: jobGroup, name: jobName });
  const jobs = groupBy(deleted, (it) => `${it.project} ${nameOf(it)}`);
  return [...jobs.values()].flatMap((of) => {
    const [first] = of;
    if (first === undefined) return [];
    const name = nameOf(first);
    const project = `of project ${first.project}`;
    return of.length === 1
      ? { subject: { id: String(first.id), name }, detail: project }
      : {
          subject: { id: `${of.length} executions`, name },
          detail: `${project}: ${idRanges(of.map(({ id }) => id))}`,
        };
  });
}

/** Returns ids as text, such as `1-3, 7`. */
function idRanges(ids: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const id of ids.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && id === last.to + 1) last.to = id;
    else ranges.push({ from: id, to: id });
  }
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}
