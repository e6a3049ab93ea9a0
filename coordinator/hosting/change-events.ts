import { JobId, ProjectName, RunnerId } from '../../protocol/ids.ts';
import { groupBy } from '../../support/records/group-by.ts';
import type { ReplicaRegistry } from '../dispatch/ports.ts';
import type { Executions } from '../executions/executions.ts';
import type { ChangeFeed } from '../http/streams/change-feed.ts';
import { jobOverview } from '../jobs/job-views.ts';
import { projectOfKey } from '../keys/key-path.ts';
import { keyOverview } from '../keys/key-views.ts';
import { runnerOverview } from '../runners/runner-views.ts';
import {
  type CoordinatorDefinitions,
  type CoordinatorSnapshot,
  settingsOf,
} from '../store/definitions/coordinator-definitions.ts';
import type { JobRecord } from '../store/definitions/records/job-record.ts';
import { listedExecutionView } from '../views/execution-views.ts';
import type { Links } from '../views/links.ts';

export interface ChangeEventsParts {
  readonly definitions: CoordinatorDefinitions;
  readonly registry: ReplicaRegistry;
  readonly executions: Pick<Executions, 'onChange' | 'onDeleted'>;
  readonly feed: ChangeFeed;
  readonly links: Links;
}

type Changed = Parameters<Parameters<CoordinatorDefinitions['subscribe']>[0]>[0];

const PROJECT = { resource: 'project', action: 'read' } as const;
const RUNNER = { resource: 'runner', action: 'read' } as const;
const JOB = { resource: 'job', action: 'read' } as const;
const EXECUTION = { resource: 'execution', action: 'read' } as const;
const SETTINGS = { resource: 'settings', action: 'read' } as const;
const KEY = { resource: 'key', action: 'read' } as const;
const TOKENS = { resource: 'apitoken', action: 'read' } as const;

/** Publishes changes to subscribers as they happen. Returns a function that stops publishing. */
export async function publishChanges(parts: ChangeEventsParts): Promise<() => void> {
  const { definitions, registry, executions, feed, links } = parts;
  let before = await definitions.snapshot();
  const publishRunner = (snapshot: CoordinatorSnapshot, id: string) => {
    const runner = snapshot.get('runners', id);
    if (runner !== undefined)
      feed.publish({ type: 'runner-changed', runner: runnerOverview(runner, registry) }, RUNNER);
  };
  const stops = [
    definitions.subscribe((change) => {
      publishDefinitions(change, before, feed, (id) => publishRunner(change.snapshot, id));
      before = change.snapshot;
    }),
    registry.onChange((runners) => {
      for (const id of runners) publishRunner(before, id);
    }),
    executions.onChange((summary) => {
      const execution = listedExecutionView(summary, links);
      feed.publish({ type: 'execution-changed', execution }, EXECUTION, { project: summary.project });
    }),
    executions.onDeleted((deleted) => {
      for (const [project, of] of groupBy(deleted, (summary) => summary.project)) {
        const ids = of.map(({ id }) => id);
        feed.publish({ type: 'executions-deleted', project, executions: ids }, EXECUTION, { project });
      }
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function publishDefinitions(
  { changed, snapshot }: Changed,
  before: CoordinatorSnapshot,
  feed: ChangeFeed,
  publishRunner: (id: string) => void,
): void {
  for (const { collection, key, kind } of changed) {
    const isThere = kind === 'put';
    switch (collection) {
      case 'projects': {
        const project = snapshot.get('projects', key);
        const name = ProjectName.parse(key);
        if (project === undefined)
          feed.publish({ type: 'project-deleted', project: name }, PROJECT, { project: name });
        else {
          const { description } = project;
          feed.publish({ type: 'project-changed', project: { name, description } }, PROJECT, {
            project: name,
          });
        }
        break;
      }
      case 'runners':
        if (isThere) publishRunner(key);
        else feed.publish({ type: 'runner-deleted', runnerId: RunnerId.parse(key) }, RUNNER);
        break;
      case 'jobs':
        publishJob(feed, JobId.parse(key), snapshot.get('jobs', key), before.get('jobs', key));
        break;
      case 'settings':
        feed.publish({ type: 'settings-changed', settings: settingsOf(snapshot) }, SETTINGS);
        break;
      case 'keys': {
        const stored = snapshot.get('keys', key);
        const project = projectOfKey(key);
        feed.publish(
          stored === undefined
            ? { type: 'key-deleted', path: key }
            : { type: 'key-changed', key: keyOverview(stored) },
          KEY,
          project === undefined ? {} : { project },
        );
        break;
      }
      case 'tokens':
        feed.publish({ type: 'tokens-changed' }, TOKENS);
        break;
    }
  }
}

function publishJob(
  feed: ChangeFeed,
  jobId: JobId,
  now: JobRecord | undefined,
  before: JobRecord | undefined,
): void {
  if (now !== undefined) {
    feed.publish({ type: 'job-changed', job: jobOverview(now) }, JOB, { project: now.project });
  } else if (before !== undefined) {
    const { project } = before;
    feed.publish({ type: 'job-deleted', jobId, project }, JOB, { project });
  }
}
