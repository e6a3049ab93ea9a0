import type { LogFilter } from '../../protocol/runner/log-filter.ts';
import type { OperationTemplate } from '../../protocol/runner/operation-template.ts';
import { tokensIn } from './expand-script.ts';
import { type Elsewhere, type ReferenceForm, referencesIn, valueNameOf } from './reference.ts';

/** A value of another step or node that a template refers to, for example `${2:data.k@web1}` or `${data.k*}`. */
export interface DataReference extends Elsewhere {
  /** `data`, `exec`, or any other group that steps produce. */
  readonly group: string;
  readonly key: string;
}

/**
 * The values that the steps of a workflow produced. A step that runs on nodes stores its values for the node, and for
 * that step on that node. Any other step stores them for the workflow, and for the step.
 */
export interface StepData {
  /** Returns the value of exactly this step and node. Without a step, returns the value that was produced last. */
  valueAt(group: string, key: string, place: { step?: number; node?: string }): string | undefined;
  /** Returns the names of the nodes that have this value from `step`, or from any step if `step` is undefined. */
  nodesWith(group: string, key: string, step: number | undefined): readonly string[];
}

/**
 * Returns the references to values of other steps and nodes that an operation needs, each once. The coordinator
 * resolves them with {@link resolveDataReference} and sends the values as `OperationValues.references`. The text of a
 * script file that the runner reads or fetches is unknown here, so tokens in that text that refer to another step or
 * node are blank.
 */
export function dataReferencesOf(
  template: OperationTemplate,
  filters: readonly LogFilter[] = [],
): DataReference[] {
  const texts = [...textsOf(template), ...filters.flatMap(({ config }) => Object.values(config))];
  const found = texts.flatMap((text) => dataReferencesIn(text));
  if (template.kind === 'script') found.push(...dataReferencesIn(template.script, 'script'));
  return [...new Map(found.map((reference) => [reference.expression, reference])).values()];
}

/**
 * Like {@link dataReferencesOf}, for a single text, such as the arguments of a job reference, the key of a condition or
 * a message.
 */
export function dataReferencesIn(text: string, form: ReferenceForm = 'argument'): DataReference[] {
  const references = form === 'script' ? tokensIn(text) : referencesIn(text);
  return references.flatMap(({ expression }) => {
    const name = valueNameOf(expression, form);
    if (name?.elsewhere === undefined) return [];
    return [{ ...name.elsewhere, group: name.group, key: name.key }];
  });
}

/**
 * Returns the value of a reference for a step on `node`, or undefined. A reference without a node returns the
 * value on this node if there is one, otherwise the value for the workflow. A reference to a node returns the value on
 * that node only. A reference to all nodes joins their values in the order of the node names.
 *
 * @param node the node on which the referring step runs; absent if the step runs once for the whole workflow
 */
export function resolveDataReference(
  reference: DataReference,
  data: StepData,
  node?: string,
): string | undefined {
  const { group, key, step } = reference;
  const at = step === undefined ? {} : { step };
  if (reference.delimiter !== undefined) {
    const values = [...data.nodesWith(group, key, step)]
      .sort(byName)
      .flatMap((name) => data.valueAt(group, key, { ...at, node: name }) ?? []);
    return values.length === 0 ? undefined : values.join(reference.delimiter);
  }
  if (reference.node !== undefined) return data.valueAt(group, key, { ...at, node: reference.node });
  const here = node === undefined ? undefined : data.valueAt(group, key, { ...at, node });
  return here ?? data.valueAt(group, key, at);
}

function byName(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Returns every text of a template in which `${…}` is expanded. */
function textsOf(template: OperationTemplate): string[] {
  if (template.kind === 'exec') return [template.command];
  if (template.kind === 'plugin') return textsWithin(template.configuration);
  const source =
    template.kind === 'script' ? [] : [template.kind === 'script-url' ? template.url : template.path];
  return [...source, template.args ?? '', template.interpreter ?? ''];
}

function textsWithin(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsWithin);
}
