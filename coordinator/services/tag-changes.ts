import type { JobRecord } from '../../protocol/entities/job-record.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { Tag } from '../../protocol/ids.ts';
import { setRunnerSelector } from '../../protocol/job/edit/edit-job-text.ts';
import type { Job } from '../../protocol/job/job.ts';
import { jobPath } from '../../protocol/job/job-path.ts';
import { selectorOf } from '../../protocol/job/runner-selector.ts';
import type { TagChangeResult, TagObstacle, TagUse } from '../../protocol/routes/shapes/tag-shapes.ts';
import { changedTags, type TagChange } from '../../protocol/tags/tag-change.ts';
import type { ReplicaRegistry } from '../dispatch/ports.ts';
import type { Executions } from '../executions/executions.ts';
import type { JobCache } from '../executions/job-cache.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorDraft,
  CoordinatorSnapshot,
} from '../store/definitions/coordinator-definitions.ts';
import { type Audit, actOf } from './audit.ts';
import type { Caller } from './caller.ts';
import { jobRecord } from './job-record.ts';
import { soundJob } from './sound-job.ts';
import { obstacle, obstacleIn, refusal } from './tag-obstacles.ts';
import type { Turns } from './turns.ts';

export interface TagChangesParts {
  readonly definitions: CoordinatorDefinitions;
  readonly executions: Pick<Executions, 'running'>;
  readonly registry: Pick<ReplicaRegistry, 'health'>;
  /** Parsed jobs by the hash of their text. */
  readonly parsedJobs: Pick<JobCache, 'get'>;
  /** Whatever saves jobs takes its turn here. */
  readonly turns: Turns;
  readonly audit: Audit;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface TagAct {
  readonly dryRun?: boolean | undefined;
  readonly leaveRest?: boolean | undefined;
}

interface JobEdit {
  readonly record: JobRecord;
  readonly job: Job;
  readonly text: string;
  readonly tags: string[];
}

/** Tags over runners and jobs: counted, and changed everywhere by one write of the definitions. */
export class TagChanges {
  readonly #parts: TagChangesParts;

  constructor(parts: TagChangesParts) {
    this.#parts = parts;
  }

  async uses(caller: Caller): Promise<TagUse[]> {
    const { definitions, registry } = this.#parts;
    const snapshot = await definitions.snapshot();
    const uses = new Map<Tag, TagUse>();
    const count = (tag: Tag, what: 'runners' | 'healthyRunners' | 'jobs') => {
      const use = uses.get(tag) ?? { tag, runners: 0, healthyRunners: 0, jobs: 0 };
      uses.set(tag, { ...use, [what]: use[what] + 1 });
    };
    for (const { id, tags } of snapshot.values('runners')) {
      const isHealthy = registry.health(id) === 'Healthy';
      for (const tag of tags) for (const what of runnerCounts(isHealthy)) count(tag, what);
    }
    for (const { project, selector } of snapshot.values('jobs')) {
      if (!caller.may({ resource: 'job', action: 'read' }, { project })) continue;
      for (const tag of selector.tags.flatMap((text) => Tag.safeParse(text).data ?? [])) count(tag, 'jobs');
    }
    return [...uses.values()].sort((a, b) => (a.tag < b.tag ? -1 : 1));
  }

  /** Throws `not-found`, `tags-in-the-way`, and `in-use` where there are runners or jobs with the new name. */
  rename(caller: Caller, from: Tag, to: Tag, act: TagAct): Promise<TagChangeResult> {
    return this.#change(caller, 'tag.rename', { from: [from], to }, act, (snapshot) => {
      if (from === to || !isUsed(snapshot, to)) return;
      throw new OutrunnerError('in-use', {
        kind: 'Tag',
        name: to,
        by: 'runners or jobs carry it',
        remedy: `Merge the tags: \`outrunner tag merge ${from} --into ${to}\`.`,
      });
    });
  }

  /** Throws `not-found`, `tags-in-the-way`. */
  merge(caller: Caller, from: readonly Tag[], into: Tag, act: TagAct): Promise<TagChangeResult> {
    return this.#change(caller, 'tag.merge', { from: [...new Set(from)], to: into }, act);
  }

  /** Throws `not-found`, and `tags-in-the-way` for jobs that ask for nothing else. */
  delete(caller: Caller, tag: Tag, act: TagAct): Promise<TagChangeResult> {
    return this.#change(caller, 'tag.delete', { from: [tag] }, act);
  }

  async #change(
    caller: Caller,
    what: string,
    change: { readonly from: readonly Tag[]; readonly to?: Tag },
    { dryRun = false, leaveRest = false }: TagAct,
    check: (snapshot: CoordinatorSnapshot) => void = () => undefined,
  ): Promise<TagChangeResult> {
    const { definitions, turns } = this.#parts;
    const result = await turns.take(async () => {
      const snapshot = await definitions.snapshot();
      const missing = change.from.find((tag) => !isUsed(snapshot, tag));
      if (missing !== undefined) throw new OutrunnerError('not-found', { kind: 'Tag', name: missing });
      check(snapshot);
      const { edits, obstacles } = await this.#look(caller, snapshot, change);
      const jobs = edits.map(({ record, tags }) => ({
        id: record.id,
        project: record.project,
        name: jobPath(record),
        tags,
      }));
      const about = { from: [...change.from], to: change.to ?? null, jobs, obstacles };
      if (dryRun) return { ...about, changed: false, runners: runnersAfter(snapshot, change) };
      if (obstacles.length > 0 && !leaveRest) throw refusal(change, obstacles);
      const hashes = await definitions.keepTexts(edits.map(({ text }) => text));
      const runners = await definitions.change((draft) => {
        for (const [index, edit] of edits.entries()) this.#put(draft, caller, edit, hashes[index] ?? '');
        const after = runnersAfter(draft, change);
        for (const { id, tags } of after) {
          const runner = draft.get('runners', id);
          if (runner !== undefined) draft.put('runners', id, { ...runner, tags });
        }
        return after;
      });
      return { ...about, changed: true, runners };
    });
    if (result.changed) this.#parts.audit(actOf(caller, what, change.from.join(','), detailOf(result)));
    return result;
  }

  /** What becomes of each job, and what is in the way. */
  async #look(
    caller: Caller,
    snapshot: CoordinatorSnapshot,
    change: TagChange,
  ): Promise<{ readonly edits: JobEdit[]; readonly obstacles: TagObstacle[] }> {
    const edits: JobEdit[] = [];
    const obstacles: TagObstacle[] = [];
    const running = this.#parts.executions.running();
    for (const record of snapshot.values('jobs')) {
      const blocked = await obstacleIn(record, change, ({ textHash }) =>
        this.#parts.parsedJobs.get(textHash),
      );
      if (blocked !== undefined) obstacles.push(blocked);
      const tags = changedTags(record.selector.tags, change);
      if (tags === undefined) continue;
      caller.require({ resource: 'job', action: 'update' }, { project: record.project });
      for (const { id } of running.filter(({ jobId }) => jobId === record.id)) {
        const problem = 'it goes on asking for the tags that it began with';
        obstacles.push({ ...obstacle(record, problem), kind: 'execution', executionId: id });
      }
      if (blocked === undefined) edits.push(await this.#edit(record, tags));
    }
    return { edits, obstacles };
  }

  async #edit(record: JobRecord, tags: string[]): Promise<JobEdit> {
    const before = await this.#parts.definitions.text(record.textHash);
    const text = setRunnerSelector(before, selectorOf({ ...record.selector, tags }));
    return { record, job: soundJob(text, 'yaml').job, text, tags };
  }

  #put(draft: CoordinatorDraft, caller: Caller, { record, job }: JobEdit, textHash: string): void {
    const current = draft.get('jobs', record.id);
    // A project takes its jobs along when it is deleted, whoever edits them.
    if (current === undefined) return;
    const { id, project } = record;
    const save = { id, project, textHash, user: caller.principal.user, time: this.#parts.now() };
    draft.put('jobs', id, jobRecord(job, save, current));
  }
}

function runnerCounts(isHealthy: boolean): readonly ('runners' | 'healthyRunners')[] {
  return isHealthy ? ['runners', 'healthyRunners'] : ['runners'];
}

function isUsed(snapshot: CoordinatorSnapshot, tag: Tag): boolean {
  return (
    snapshot.values('runners').some(({ tags }) => tags.includes(tag)) ||
    snapshot.values('jobs').some(({ selector }) => selector.tags.includes(tag))
  );
}

/** The runners that the change is about, with their tags after it. */
function runnersAfter(
  definitions: Pick<CoordinatorSnapshot, 'values'>,
  change: TagChange,
): TagChangeResult['runners'] {
  return definitions.values('runners').flatMap(({ id, name, tags }) => {
    const after = changedTags(tags, change)?.map((tag) => Tag.parse(tag));
    return after === undefined ? [] : { id, name, tags: after.sort() };
  });
}

function detailOf({ to, runners, jobs, obstacles }: TagChangeResult): string {
  const ids = [...runners, ...jobs].map(({ id }) => id).join(' ');
  const left = obstacles.length === 0 ? '' : `, ${obstacles.length} left`;
  const counts = `${runners.length} runners, ${jobs.length} jobs${left}`;
  return `${to === null ? '' : `to ${to}; `}${counts}: ${ids}`.slice(0, 2048);
}
