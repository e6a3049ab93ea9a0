import type {
  PreviewNode,
  PreviewRunners,
  StepPreview,
  WorkflowPreview,
} from '../../../protocol/routes/shapes/workflow-preview.ts';

/** Maximum number of lines of a list; further lines are counted. */
const MOST_LINES = 50;

/** Formats a run for display: where it runs, its steps with their texts, and their order. */
export function previewText(preview: WorkflowPreview): string {
  const { group, name, project } = preview.job;
  const path = group === '' ? name : `${group}/${name}`;
  const order = preview.order.map(({ stepctx, node }) => turnLine(stepctx, node, preview));
  const more = preview.cut === true ? ['  … and more'] : [];
  return `${[
    `job       ${path} of project ${project}`,
    ...workflowLines(preview, ''),
    'order',
    ...bounded(order, '  '),
    ...more,
    ...(preview.unknown === undefined ? [] : ['not known', ...preview.unknown.map((it) => `  ${it}`)]),
  ].join('\n')}\n`;
}

function workflowLines(preview: WorkflowPreview, indent: string): string[] {
  const { strategy, threadCount, keepGoing, nodes, tiers } = preview;
  const how = [
    strategy,
    ...(threadCount > 1 ? [`${threadCount} nodes at a time`] : []),
    ...(tiers === undefined ? [] : [`groups of ${tiers.join(', ')} nodes`]),
    ...(keepGoing ? ['continues after a failed step'] : []),
  ];
  return [
    `${indent}runners   ${runnersText(preview)}`,
    `${indent}strategy  ${how.join(', ')}`,
    `${indent}nodes     ${nodes.length === 0 ? 'none' : nodesText(nodes)}`,
    `${indent}steps`,
    ...preview.steps.flatMap((step) => stepLines(step, `${indent}  `)),
  ];
}

function runnersText({ runners, automatic }: WorkflowPreview): string {
  const own = whoText(runners, ', ');
  return automatic === true ? `node by node; the rest: ${own}` : own;
}

/** Returns the names of the executing runners, and their problem if there is one. */
function whoText({ names, problem }: PreviewRunners, between: string): string {
  if (names.length === 0) return problem ?? 'none';
  return `${names.join(between)}${problem === undefined ? '' : ` (${problem.replace(/\.$/, '')})`}`;
}

function nodesText(nodes: readonly PreviewNode[]): string {
  const named = nodes.slice(0, MOST_LINES).map(({ name, tags, executor, address, runners }) => {
    const by = runners === undefined ? '' : byText(runners);
    const how = executor === 'local' ? '' : [executor, address].filter(Boolean).join(' ');
    const notes = [tags.join('+'), how, by].filter((note) => note !== '');
    return `${name ?? 'the host of the runner'}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
  });
  return nodes.length > MOST_LINES
    ? `${named.join(', ')} and ${nodes.length - MOST_LINES} more`
    : named.join(', ');
}

function byText(runners: PreviewRunners): string {
  return `${runners.names.length === 0 ? '' : 'by '}${whoText(runners, ' or ')}`;
}

function stepLines(step: StepPreview, indent: string): string[] {
  const once = step.perNode ? '' : ' (once)';
  const deeper = `${indent}    `;
  const text =
    step.nodes === undefined
      ? textLines(step.text, deeper)
      : bounded(
          step.nodes.flatMap(({ node, text: each }) => [`on ${node}`, ...textLines(each, '  ')]),
          deeper,
        );
  return [
    `${indent}[${step.stepctx}] ${step.label}${once}${step.kind === 'exec' ? '' : `, ${step.kind}`}`,
    ...text,
    ...(step.problem === undefined ? [] : [`${deeper}(${step.problem})`]),
    ...(step.steps ?? []).flatMap((sub) => stepLines(sub, deeper)),
    ...(step.workflow === undefined ? [] : workflowLines(step.workflow, deeper)),
    ...(step.errorHandler === undefined
      ? []
      : [`${indent}  on failure`, ...stepLines(step.errorHandler, `${indent}    `)]),
  ];
}

function textLines(text: string, indent: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `${indent}${line}`.trimEnd());
}

function turnLine(stepctx: string, node: string | undefined, { runners, nodes }: WorkflowPreview): string {
  const own = node === undefined ? undefined : nodes.find(({ name }) => name === node)?.runners;
  const [runner] = (own ?? runners).names;
  const where = node === undefined ? '' : ` on ${node}`;
  return `[${stepctx}]${where}${runner === undefined ? '' : ` by ${runner}`}`;
}

function bounded(lines: readonly string[], indent: string): string[] {
  const shown = lines.slice(0, MOST_LINES).map((line) => `${indent}${line}`.trimEnd());
  return lines.length > MOST_LINES ? [...shown, `${indent}… and ${lines.length - MOST_LINES} more`] : shown;
}
