import { jobPath } from '../../protocol/job/job-path.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { COMMANDS } from '../ids/commands.ts';
import { ITEM_ABILITIES, ITEM_KINDS } from '../ids/item-kinds.ts';
import type { Model } from '../model/model.ts';
import { executionIcon } from './status-icons.ts';
import type { TreeNode } from './tree-node.ts';
import { durationText, executionText, plain, whyText } from './words.ts';

/** The Executions view: what runs and what ended last, newest first. A click opens the output. */
export function executionsTree(model: Model): readonly TreeNode[] {
  return model.executions.map(executionNode);
}

function executionNode(execution: Execution): TreeNode {
  const name = execution.job === undefined ? execution.description : jobPath(execution.job);
  const ended = execution['date-ended'];
  const took = ended === undefined ? '' : durationText(ended.unixtime - execution['date-started'].unixtime);
  const where = execution.current === undefined ? '' : execution.current.runnerName;
  const status = execution.customStatus ?? execution.status;
  const details = [status, where, took, whyText(execution)].filter((text) => text !== '');
  return {
    id: `execution:${execution.id}`,
    label: `#${execution.id} ${name}`,
    description: details.join(' · '),
    tooltip: tooltip(execution, name),
    icon: executionIcon(execution.status),
    kinds: [
      ITEM_KINDS.execution,
      execution.status === 'running' ? ITEM_ABILITIES.running : ITEM_ABILITIES.ended,
    ],
    accessibleLabel: `Execution ${execution.id} of ${name}, ${executionText(execution)}`,
    command: COMMANDS.openOutput,
    subject: { kind: 'execution', executionId: execution.id },
  };
}

function tooltip(execution: Execution, name: string): string {
  const lines = [
    `**#${execution.id} ${plain(name)}**: ${plain(executionText(execution))}`,
    `Project ${plain(execution.project)}, started ${execution['date-started'].date} by ${plain(execution.user)}`,
    execution.current === undefined
      ? ''
      : `On ${plain(execution.current.runnerName)} (replica \`${execution.current.replica}\`)`,
    execution.argstring === null || execution.argstring === '' ? '' : `Options: \`${execution.argstring}\``,
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}
