import type { Job } from '../../job-language/format/job.ts';
import { jobPath } from '../../job-language/format/job-path.ts';
import { isHealthy } from '../../job-language/runner-choice/health.ts';
import type { SelectorChange } from '../../job-language/tags/changed-selector.ts';
import { changedTags, type TagChange } from '../../job-language/tags/tag-change.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { Tag } from '../../protocol/ids.ts';
import type { TagChangeResult, TagObstacle, TagUse } from '../../protocol/routes/shapes/tag-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import type { ReplicaRegistry } from '../dispatch/ports.ts';
import type { JobCache } from '../executions/admission/job-cache.ts';
import type { Executions } from '../executions/executions.ts';
import type { JobTexts } from '../jobs/check/job-texts.ts';
import { validJob } from '../jobs/check/valid-job.ts';
import { type KeptRevision, keepRevisions } from '../jobs/job-history.ts';
import { jobRecord } from '../jobs/job-record.ts';
import type { SerialQueue } from '../jobs/serial-queue.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorDraft,
  CoordinatorSnapshot,
} from '../store/definitions/coordinator-definitions.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import { affectedExecutions } from './tag-executions.ts';
import { jobChange, jobObstacle, refusal } from './tag-obstacles.ts';
import { putSources, sourceObstacles, sourcesAfter, sourceTags } from './tag-sources.ts';

export interface TagChangesParts {
  readonly definitions: CoordinatorDefinitions;
  readonly executions: Pick<Executions, 'open' | 'awaitingRetry'>;
  readonly registry: Pick<ReplicaRegistry, 'health'>;
  /** Parsed jobs by the hash of their text. */
  readonly parsedJobs: Pick<JobCache, 'get'>;
  readonly texts: JobTexts;
  /** Serializes all changes of jobs. */
  readonly jobChanges: SerialQueue;
  readonly audit: Audit;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface TagAct {
  /** Whether to report the change without applying it. */
  readonly dryRun?: boolean | undefined;
  /** Whether to apply the change even if some uses of the tags cannot be updated. */
  readonly leaveRest?: boolean | undefined;
}

interface JobEdit {
  readonly record: JobRecord;
  readonly job: Job;
  readonly text: string;
  readonly tags: string[];
  readonly filter: string;
}

type ChangedSelector = Extract<SelectorChange, { kind: 'changed' }>;

/** Counts tags in runners, jobs and node sources, and changes them everywhere in one commit of the definitions. */
export class TagChanges {
  readonly #parts: TagChangesParts;

  constructor(parts: TagChangesParts) {
    this.#parts = parts;
  }

  async uses(caller: Caller): Promise<TagUse[]> {
    const { definitions, registry } = this.#parts;
    const snapshot = await definitions.snapshot();
    const uses = new Map<Tag, TagUse>();
    const count = (tag: Tag, what: 'runners' | 'healthyRunners' | 'jobs' | 'sources') => {
      const use = uses.get(tag) ?? { tag, runners: 0, healthyRunners: 0, jobs: 0 };
      uses.set(tag, { ...use, [what]: (use[what] ?? 0) + 1 });
    };
    for (const { id, tags } of snapshot.values('runners')) {
      const counts = runnerCounts(isHealthy(registry.health(id)));
      for (const tag of tags) for (const what of counts) count(tag, what);
    }
    for (const { project, selector } of snapshot.values('jobs')) {
      if (!caller.may({ resource: 'job', action: 'read' }, { project })) continue;
      for (const tag of selector.tags.flatMap((text) => Tag.safeParse(text).data ?? [])) count(tag, 'jobs');
    }
    for (const project of snapshot.values('projects')) {
      if (!caller.may({ resource: 'project', action: 'read' }, { project: project.name })) continue;
      for (const tag of sourceTags(project)) count(tag, 'sources');
    }
    return [...uses.values()].sort((a, b) => (a.tag < b.tag ? -1 : 1));
  }

  /** Throws `not-found`, `tags-in-the-way`, and `in-use` if runners, jobs or sources already use the new tag. */
  rename(caller: Caller, from: Tag, to: Tag, act: TagAct): Promise<TagChangeResult> {
    return this.#change(caller, 'tag.rename', { from: [from], to }, act, (snapshot) => {
      if (from === to || !isUsed(snapshot, to)) return;
      throw new OutrunnerError('in-use', {
        kind: 'Tag',
        name: to,
        by: 'runners, jobs or node sources use it',
        remedy: `Merge the tags: \`outrunner tag merge ${from} --into ${to}\`.`,
      });
    });
  }

  /** Throws `not-found`, `tags-in-the-way`. */
  merge(caller: Caller, from: readonly Tag[], into: Tag, act: TagAct): Promise<TagChangeResult> {
    return this.#change(caller, 'tag.merge', { from: [...new Set(from)], to: into }, act);
  }

  /**
   * Throws `not-found`, and `tags-in-the-way` for a selector without any other tag, or for a filter text that contains
   * the tag.
   */
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
    const { definitions, executions, jobChanges } = this.#parts;
    return jobChanges.run(async () => {
      const snapshot = await definitions.snapshot();
      const missing = change.from.find((tag) => !isUsed(snapshot, tag));
      if (missing !== undefined) throw new OutrunnerError('not-found', { kind: 'Tag', name: missing });
      check(snapshot);
      const { edits, blocked } = await this.#look(caller, snapshot, change);
      const records = new Map(snapshot.values('jobs').map((record) => [record.id, record]));
      const obstacles = [
        ...blocked,
        ...affectedExecutions(executions, change, (id) => records.get(id)?.selector.tags ?? []),
        ...sourceObstacles(caller, snapshot, change),
      ];
      const about = { from: [...change.from], to: change.to ?? null, jobs: edits.map(inAnswer), obstacles };
      if (dryRun) {
        const sources = sourcesAfter(snapshot, change);
        return { ...about, changed: false, runners: runnersAfter(snapshot, change), sources };
      }
      if (obstacles.length > 0 && !leaveRest) throw refusal(change, obstacles);
      const kept = await keepRevisions(
        definitions,
        edits.map(({ text, record }) => ({ text, before: record })),
      );
      return definitions.change((draft) => {
        for (const [index, edit] of edits.entries()) {
          this.#put(draft, caller, edit, kept[index] ?? { textHash: '' });
        }
        const runners = runnersAfter(draft, change);
        for (const { id, tags } of runners) {
          const runner = draft.get('runners', id);
          if (runner !== undefined) draft.put('runners', id, { ...runner, tags });
        }
        const result = { ...about, runners, sources: putSources(draft, change), changed: true };
        this.#parts.audit(actOf(caller, what, change.from.join(','), detailOf(result)), draft);
        return result;
      });
    });
  }

  /** Returns the change of each job, and the obstacles that prevent the change. */
  async #look(
    caller: Caller,
    snapshot: CoordinatorSnapshot,
    change: TagChange,
  ): Promise<{ readonly edits: JobEdit[]; readonly blocked: TagObstacle[] }> {
    const edits: JobEdit[] = [];
    const blocked: TagObstacle[] = [];
    for (const record of snapshot.values('jobs')) {
      const result = await jobChange(record, change, ({ textHash }) => this.#parts.parsedJobs.get(textHash));
      if (result.kind === 'blocked') blocked.push(jobObstacle(record, result.problem));
      if (changedTags(record.selector.tags, change) === undefined) continue;
      caller.require({ resource: 'job', action: 'update' }, { project: record.project });
      if (result.kind === 'changed') edits.push(await this.#edit(record, result));
    }
    return { edits, blocked };
  }

  async #edit(record: JobRecord, { tags, filter }: ChangedSelector): Promise<JobEdit> {
    const { definitions, texts } = this.#parts;
    const before = await definitions.text(record.textHash);
    const [text = before] = await texts.edit([{ kind: 'filter', text: before, filter }]);
    return { record, job: (await validJob(texts, { text, format: 'yaml' })).job, text, tags, filter };
  }

  #put(draft: CoordinatorDraft, caller: Caller, { record, job }: JobEdit, kept: KeptRevision): void {
    const current = draft.get('jobs', record.id);
    // The project was deleted during the change, and the job with it.
    if (current === undefined) return;
    const { id, project } = record;
    const by = { user: caller.principal.user, time: this.#parts.now() };
    const save = { id, project, kept, act: 'tags' as const, ...by };
    draft.put('jobs', id, jobRecord(job, save, current));
  }
}

function runnerCounts(healthy: boolean): readonly ('runners' | 'healthyRunners')[] {
  return healthy ? ['runners', 'healthyRunners'] : ['runners'];
}

function isUsed(snapshot: CoordinatorSnapshot, tag: Tag): boolean {
  return (
    snapshot.values('runners').some(({ tags }) => tags.includes(tag)) ||
    snapshot.values('jobs').some(({ selector }) => selector.tags.includes(tag)) ||
    snapshot.values('projects').some((project) => sourceTags(project).includes(tag))
  );
}

function inAnswer({ record, tags, filter }: JobEdit): TagChangeResult['jobs'][number] {
  const { id, project, selector } = record;
  const typed =
    selector.expression === undefined ? {} : { filter: { before: selector.expression, after: filter } };
  return { id, project, name: jobPath(record), tags, ...typed };
}

/** Returns the affected runners with their new tags. */
function runnersAfter(
  definitions: Pick<CoordinatorSnapshot, 'values'>,
  change: TagChange,
): TagChangeResult['runners'] {
  return definitions.values('runners').flatMap(({ id, name, tags }) => {
    const after = changedTags(tags, change)?.map((tag) => Tag.parse(tag));
    return after === undefined ? [] : { id, name, tags: after.sort() };
  });
}

function detailOf({ to, runners, jobs, sources, obstacles }: TagChangeResult): string {
  const places = sources.map(({ project, number }) => `${project}/${number}`);
  const ids = [...[...runners, ...jobs].map(({ id }) => id), ...places].join(' ');
  const left = obstacles.length === 0 ? '' : `, ${obstacles.length} left`;
  const counts = `${runners.length} runners, ${jobs.length} jobs, ${sources.length} sources${left}`;
  return `${to === null ? '' : `to ${to}; `}${counts}: ${ids}`;
}
