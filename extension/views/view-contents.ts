import { filterText } from '../arrangement/execution-filter.ts';
import { arrangementText } from '../arrangement/view-choices.ts';
import type { StepsByExecution } from '../executions/execution-steps.ts';
import { executionsTree } from '../executions/executions-tree.ts';
import type { ExecutionsList } from '../executions/listed-executions.ts';
import { VIEWS } from '../ids/views.ts';
import { keysTree } from '../keys/keys-tree.ts';
import type { Model } from '../model/model.ts';
import { overviewTree } from '../overview/overview-tree.ts';
import type { Problems } from '../problems/problem-watch.ts';
import { projectsTree } from '../projects/projects-tree.ts';
import { runnersTree } from '../runners/runners-tree.ts';
import { schedulesTree } from '../schedules/schedules-tree.ts';
import type { UpcomingRunsKnown } from '../schedules/upcoming-runs.ts';
import { tagsTree } from '../tags/tags-tree.ts';
import type { TreeNode } from '../tree/tree-node.ts';
import type { ShownRows } from '../view-state/shown-rows.ts';

/** Everything that the trees show. */
export interface ShownModel {
  readonly model: Model;
  /** The rows of the Executions view. */
  readonly list: ExecutionsList;
  /** The steps of expanded executions. */
  readonly steps: StepsByExecution;
  readonly upcoming: UpcomingRunsKnown;
  readonly problems: Problems;
  readonly rows: ShownRows;
  /** Epoch ms, in whole minutes, because times in rows are no more precise. */
  readonly now: number;
  /** Whether the user knows another coordinator to switch to. */
  readonly canSwitch: boolean;
}

/** How a view shows the model. */
export interface ViewContent {
  /** The values that the tree depends on. The tree is built only if one of them is another object or value. */
  readonly basis: (shown: ShownModel) => readonly unknown[];
  readonly tree: (shown: ShownModel) => readonly TreeNode[];
  /** The text beside the title. */
  readonly description?: (shown: ShownModel) => string;
}

/** The content of each view, by its id. */
export const VIEW_CONTENTS: readonly (readonly [string, ViewContent])[] = [
  [
    VIEWS.runners,
    {
      basis: ({ model, rows, now }) => [
        model.runners,
        model.upSince,
        model.executions,
        rows.state.runners,
        rows.state.pinnedRunners,
        rows.limitOf,
        now,
      ],
      tree: ({ model, rows, now }) => runnersTree(model, now, rows),
      description: ({ rows }) => arrangementText('runners', rows.state.runners),
    },
  ],
  [
    VIEWS.tags,
    {
      basis: ({ model, rows }) => [model.runners, model.jobs, rows.state.tags, rows.limitOf],
      tree: ({ model, rows }) => tagsTree(model, rows),
      description: ({ rows }) => arrangementText('tags', rows.state.tags),
    },
  ],
  [
    VIEWS.projects,
    {
      basis: ({ model, rows }) => [
        model.projects,
        model.jobs,
        model.nodeSources,
        rows.state.jobs,
        rows.state.pinnedJobs,
        rows.limitOf,
      ],
      tree: ({ model, rows }) => projectsTree(model, rows),
      description: ({ rows }) => arrangementText('jobs', rows.state.jobs),
    },
  ],
  [
    VIEWS.executions,
    {
      basis: ({ list, steps, rows, now }) => [list, steps, rows.state.executions, rows.limitOf, now],
      tree: ({ list, steps, rows, now }) => executionsTree(list, { steps, shown: rows, now }),
      description: ({ list, rows }) => {
        const filter = filterText(list.filter);
        return arrangementText('executions', {
          ...rows.state.executions,
          ...(filter === '' ? {} : { filter }),
        });
      },
    },
  ],
  [
    VIEWS.schedules,
    {
      basis: ({ model, upcoming, rows, now }) => [model.jobs, model.isActive, upcoming, rows.limitOf, now],
      tree: ({ model, upcoming, rows }) => schedulesTree(model, upcoming, Date.now(), rows),
    },
  ],
  [
    VIEWS.keys,
    {
      basis: ({ model, rows }) => [model.keys, rows.state.keys, rows.limitOf],
      tree: ({ model, rows }) => keysTree(model, rows),
      description: ({ rows }) => arrangementText('keys', rows.state.keys),
    },
  ],
  [
    VIEWS.overview,
    {
      basis: ({ model, rows }) => [model.runners, model.jobs, model.executions, rows.limitOf],
      tree: ({ model, rows }) => overviewTree(model, rows),
    },
  ],
];
