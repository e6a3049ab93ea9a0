/** A part of an execution's output: a step, a node, or a step on a node. Absent properties select everything. */
export interface OutputPlace {
  /** A step context, such as `2`. */
  readonly stepctx?: string | undefined;
  readonly node?: string | undefined;
}

/**
 * Whether an operation with this step context and node belongs to a place. Step `2` includes its error handler `2e` and
 * the steps of the job that it refers to, such as `2/1` and `2@node=web1/1`. A node includes the steps of jobs that run
 * for it.
 */
export function isInPlace(
  operation: { readonly stepctx: string; readonly node: string },
  { stepctx, node }: OutputPlace,
): boolean {
  const parts = operation.stepctx.split('/');
  const isNode = node === undefined || node === operation.node || parts.some((part) => nodeOf(part) === node);
  return isNode && (stepctx === undefined || isWithin(parts, stepctx));
}

function isWithin(parts: readonly string[], stepctx: string): boolean {
  const steps = stepctx.split('/');
  return steps.every((step, index) => {
    const part = parts[index] ?? '';
    // Only the last part of a place includes its error handler: the place `2/1` does not include `2e/1`.
    const included = index === steps.length - 1 ? [part, part.replace(/e(?=@|$)/, '')] : [part];
    return included.some((it) => step === it || step === it.replace(/@.*$/, ''));
  });
}

/** Returns the node for which a referenced job runs: `web1` of `2@node=web1`. */
function nodeOf(part: string): string | undefined {
  return /@(?:.*,)?node=([^,]+)/.exec(part)?.[1];
}
