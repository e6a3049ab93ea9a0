import { randomUUID } from 'node:crypto';
import type { Job } from '../../job-language/format/job.ts';
import { jobPath } from '../../job-language/format/job-path.ts';
import { jobReference } from '../../job-language/format/job-ref.ts';
import { stepPlaces } from '../../job-language/format/step-places.ts';
import type { JobReference } from '../../job-language/plan/job-reference.ts';
import { JobId, type ProjectName } from '../../protocol/ids.ts';
import { referencedJob } from '../executions/admission/references.ts';
import type { CoordinatorSnapshot } from '../store/definitions/coordinator-definitions.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';

export type DupeOption = 'create' | 'update' | 'skip';

/** The action for one imported job. */
export type ImportStep =
  | { readonly kind: 'save'; readonly id: JobId; readonly before?: JobRecord }
  | { readonly kind: 'skip'; readonly existing: Pick<JobRecord, 'id'> }
  | { readonly kind: 'fail'; readonly problem: string };

/** Decides the action for each job of an import in order, and takes the previous decisions into account. */
export class ImportPlan {
  readonly #byId: Map<string, Pick<JobRecord, 'id' | 'project'>>;
  /** Ids of the jobs that this import saves. */
  readonly #saved = new Set<string>();
  readonly #byPath: Map<string, Pick<JobRecord, 'id' | 'project'>>;
  readonly #snapshot: CoordinatorSnapshot;
  readonly #project: ProjectName;

  constructor(snapshot: CoordinatorSnapshot, project: ProjectName) {
    const jobs = snapshot.values('jobs');
    this.#snapshot = snapshot;
    this.#project = project;
    this.#byId = new Map(jobs.map((job) => [job.id, job]));
    this.#byPath = new Map(jobs.filter((job) => job.project === project).map((job) => [jobPath(job), job]));
  }

  /**
   * Decides the action for a job. The job matches the stored job with the same uuid or, if there is none, with the same
   * group and name. Jobs of the same import with different uuids never match: the later would replace the earlier.
   */
  decide(job: Job, dupeOption: DupeOption, keepsUuid: boolean): ImportStep {
    const uuid = keepsUuid ? job.uuid : undefined;
    const same = uuid === undefined ? undefined : this.#byId.get(uuid);
    if (same !== undefined && same.project !== this.#project) {
      const problem = `uuid ${uuid} belongs to a job of project ${same.project}. Import it with uuidOption=remove.`;
      return { kind: 'fail', problem };
    }
    const named = this.#byPath.get(jobPath(job));
    const isOther = uuid !== undefined && named !== undefined && this.#saved.has(named.id);
    const existing = same ?? (isOther ? undefined : named);
    if (existing !== undefined && dupeOption !== 'create') {
      const record = this.#snapshot.get('jobs', existing.id);
      if (dupeOption === 'update') {
        this.#note(job, existing.id);
        return { kind: 'save', id: existing.id, ...(record === undefined ? {} : { before: record }) };
      }
      return { kind: 'skip', existing };
    }
    if (same !== undefined) {
      const problem = `A job with uuid ${uuid} already exists. Import it with dupeOption=update or skip, or with uuidOption=remove.`;
      return { kind: 'fail', problem };
    }
    const id = JobId.parse(uuid ?? randomUUID());
    this.#note(job, id);
    return { kind: 'save', id };
  }

  /**
   * Returns a reference of the job to a job that is neither stored nor among the jobs of this import so far, in words;
   * undefined if there is none.
   */
  missingReference(job: Job): string | undefined {
    for (const { step } of stepPlaces(job)) {
      if (step.jobref === undefined) continue;
      const reference = jobReference(step.jobref);
      if (!this.#has(reference)) return referenceText(reference, this.#project);
    }
    return undefined;
  }

  #has(reference: JobReference): boolean {
    const { uuid, useName, group = '', name = '', project = this.#project } = reference;
    if (uuid !== undefined && !useName) return this.#byId.has(uuid);
    if (project !== this.#project) return referencedJob(this.#snapshot, reference, project) !== undefined;
    return this.#byPath.has(jobPath({ group: group.replace(/^\/+|\/+$/g, ''), name }));
  }

  #note(job: Job, id: JobId): void {
    const entry = { id, project: this.#project };
    this.#saved.add(id);
    this.#byId.set(id, entry);
    this.#byPath.set(jobPath(job), entry);
  }
}

function referenceText({ uuid, useName, group, name, project }: JobReference, own: ProjectName): string {
  if (uuid !== undefined && !useName) return `with the uuid ${uuid}`;
  return `${group === undefined ? '' : `${group}/`}${name} in project ${project ?? own}`;
}
