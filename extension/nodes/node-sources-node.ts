import * as l10n from '@vscode/l10n';
import { droppedWords } from '../../job-language/nodes/trust/dropped-words.ts';
import type { NodeSourceOverview } from '../../protocol/routes/shapes/node-shapes.ts';
import { ownValue } from '../../support/records/own-value.ts';
import { ITEM_KINDS } from '../ids/item-kinds.ts';
import { counted, plain } from '../model/display-text.ts';
import type { TreeNode } from '../tree/tree-node.ts';

/**
 * Index of the source with the stored nodes, which every project has. The source is shown only if it has nodes or other
 * sources exist.
 */
export const STORED = 1;
/** Index of the source with the hosts of runners, which every project has. */
const HOSTS = 2;

/** Creates the row of a project's nodes, with their sources. Undefined if no nodes are configured. */
export function nodeSourcesNode(
  project: string,
  below: string,
  sources: readonly NodeSourceOverview[],
): TreeNode | undefined {
  if (sources.every(({ index, nodes }) => index === HOSTS || (index === STORED && nodes === 0)))
    return undefined;
  const id = `${below}/nodes`;
  const failed = sources.filter(({ problem }) => problem !== undefined).length;
  const nodes = counted(
    sources.reduce((sum, source) => sum + source.nodes, 0),
    'node',
  );
  const errors =
    failed === 1 ? l10n.t('1 source with an error') : l10n.t('{0} sources with an error', failed);
  const state = failed === 0 ? '' : ` · ${errors}`;
  return {
    id,
    label: l10n.t('Nodes'),
    description: `${nodes}${state}`,
    icon: failed === 0 ? { id: 'server' } : WARNING,
    kinds: [ITEM_KINDS.nodes],
    accessibleLabel: `${l10n.t('Nodes of {0}: {1} of {2}', project, nodes, counted(sources.length, 'source'))}${state}`,
    children: sources.map((source) => sourceNode(project, id, source)),
    subject: { kind: 'project', project, isPart: true },
  };
}

const WARNING = { id: 'warning', color: 'list.warningForeground' } as const;

function sourceNode(project: string, below: string, source: NodeSourceOverview): TreeNode {
  const { index, type, description, nodes, problem, stale } = source;
  const label = labelOf(source);
  const count = counted(nodes, 'node');
  const dropped = droppedWords(source.dropped);
  const parts = [
    // Users can change the trust of configured sources only.
    ...(source.number === undefined ? [] : [source.trusted ? l10n.t('trusted') : l10n.t('untrusted')]),
    stale && problem !== undefined ? l10n.t('{0} (stale)', count) : count,
    ...(problem === undefined ? [] : [problem]),
    ...(dropped === '' ? [] : [l10n.t('dropped {0}', dropped)]),
  ];
  return {
    id: `${below}/${index}`,
    label,
    description: parts.join(' · '),
    tooltip: tooltipOf(source),
    icon: problem === undefined ? { id: ownValue(ICONS, type) ?? 'symbol-misc' } : WARNING,
    kinds: [ITEM_KINDS.nodeSource, ...(source.number === undefined ? [] : [ITEM_KINDS.configuredSource])],
    accessibleLabel: [l10n.t('Source {0}', index), `${type} ${description}`, ...parts].join(', '),
    subject: { kind: 'node-source', project, index },
  };
}

const ICONS: Readonly<Record<string, string>> = {
  stored: 'database',
  local: 'vm',
  file: 'file',
  directory: 'folder',
  url: 'globe',
  script: 'terminal',
};

function labelOf({ index, type, description }: NodeSourceOverview): string {
  if (index === STORED) return l10n.t('Stored');
  if (index === HOSTS) return l10n.t('Hosts of Coordinator and Runners');
  return description === '' ? type : description;
}

function tooltipOf(source: NodeSourceOverview): string {
  const { type, description, readBy, readAt, problem, trusted } = source;
  const dropped = droppedWords(source.dropped);
  const lines = [
    `${plain(type)}: ${plain(description)}`,
    ...(readBy === undefined
      ? []
      : [
          readAt === undefined
            ? l10n.t('Read by {0}', plain(readBy))
            : l10n.t('Read by {0} at {1}', plain(readBy), plain(readAt)),
        ]),
    ...(problem === undefined ? [] : [plain(problem)]),
    trusted
      ? l10n.t('Trusted: its nodes may set commands, keys and runners')
      : l10n.t('Untrusted: its nodes cannot set commands, keys or runners, and receive no secrets'),
    ...(dropped === '' ? [] : [l10n.t('Dropped: {0}', plain(dropped))]),
  ];
  return lines.join('\n\n');
}
