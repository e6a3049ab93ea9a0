/** One level of a step context: a step of a workflow, its error handler, or a node that a step runs a job for. */
export interface StepLevel {
  readonly kind: 'step' | 'handler' | 'node';
  /** Distinguishes the level from others directly below the same level. */
  readonly key: string;
  /** The context of the step or error handler, without the node. */
  readonly stepctx: string;
  /** The node of a level of the kind `node`, otherwise empty. */
  readonly node: string;
}

/**
 * Matches the number of a step, its error handler, its node, and the slash before a nested step. A slash that no step
 * number follows belongs to the name of the node.
 */
const PART = /(\d+)(e?)(?:@node=(.+?))?(?:\/(?=\d+e?(?:[@/]|$))|$)/y;

/**
 * Splits a step context into its levels, the outermost first: `2@node=web/1e` is step 2, its node web, step 1 of the
 * job that runs for this node, and the error handler of this step.
 */
export function stepPath(context: string): readonly StepLevel[] {
  const levels: StepLevel[] = [];
  PART.lastIndex = 0;
  while (PART.lastIndex < context.length) {
    const begin = PART.lastIndex;
    const [, number, handler, node] = PART.exec(context) ?? [];
    // The expression resets its position if the context is malformed.
    if (number === undefined || PART.lastIndex <= begin) break;
    const step = context.slice(0, begin) + number;
    levels.push({ kind: 'step', key: number, stepctx: step, node: '' });
    const stepctx = `${step}${handler}`;
    if (handler === 'e') levels.push({ kind: 'handler', key: 'e', stepctx, node: '' });
    if (node !== undefined) levels.push({ kind: 'node', key: `@${node}`, stepctx, node });
  }
  return levels;
}
