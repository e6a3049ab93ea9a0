import fc from 'fast-check';
import { CONDITION_OPERATORS } from '../conditional.ts';
import type { STEP_FORMS } from '../step-forms.ts';
import { plainStepKeys } from './any-plain.ts';
import { filledText, flag, text, textMap, unknown, word } from './any-text.ts';

export const logFilters = () =>
  fc.array(fc.record({ type: word(), config: textMap() }, { requiredKeys: ['type'] }), { maxLength: 2 });

/** The keys that a form of step may have, without the key of the form. */
const keysOf = (form: (typeof STEP_FORMS)[number]) => ({
  ...plainStepKeys(form),
  plugins: fc.record({ LogFilter: logFilters() }),
  odd: unknown(),
});

/** A step that runs on each node. */
function nodeStep(): fc.Arbitrary<Record<string, unknown>> {
  const forms = (['exec', 'script', 'scriptfile', 'scripturl'] as const).map((form) =>
    fc
      .tuple(fc.record(keysOf(form), { requiredKeys: [] }), filledText())
      .map(([keys, action]) => ({ ...keys, [form]: action })),
  );
  const plugin = fc.record(
    {
      ...keysOf('type'),
      type: word(),
      nodeStep: fc.constant(true),
      configuration: fc.dictionary(filledText(), unknown(), { maxKeys: 3, noNullPrototype: true }),
    },
    { requiredKeys: ['type', 'nodeStep'] },
  );
  return fc.oneof(...forms, plugin);
}

function jobref(): fc.Arbitrary<Record<string, unknown>> {
  const dispatch = fc.record(
    {
      threadcount: fc.constantFrom('2', 3, '${option.n}'),
      keepgoing: flag(),
      rankAttribute: text(),
      rankOrder: fc.constantFrom('ascending', 'descending'),
      nodeIntersect: flag(),
    },
    { requiredKeys: [] },
  );
  const reference = fc.record(
    {
      name: filledText(),
      group: text(),
      project: text(),
      uuid: fc.uuid(),
      useName: flag(),
      args: text(),
      nodeStep: flag(),
      importOptions: flag(),
      failOnDisable: flag(),
      childNodes: flag(),
      ignoreNotifications: flag(),
      nodefilters: fc.record({ filter: text(), dispatch }, { requiredKeys: [] }),
      odd: unknown(),
    },
    { requiredKeys: ['name'] },
  );
  return fc.record({ ...keysOf('jobref'), jobref: reference }, { requiredKeys: ['jobref'] });
}

function conditional(): fc.Arbitrary<Record<string, unknown>> {
  const condition = fc.record({
    key: filledText(),
    operator: fc.constantFrom(...CONDITION_OPERATORS),
    value: text(),
  });
  const group = fc.array(condition, { minLength: 1, maxLength: 2 });
  return fc.record({
    type: fc.constant('conditional'),
    nodeStep: fc.boolean(),
    invertLogic: fc.boolean(),
    conditionGroups: fc.array(group, { minLength: 1, maxLength: 2 }),
    subSteps: fc.array(nodeStep(), { minLength: 1, maxLength: 2 }),
  });
}

/** A step of any form that a definition can contain. */
export function anyStep(): fc.Arbitrary<Record<string, unknown>> {
  const handler = fc
    .tuple(nodeStep(), flag())
    .map(([step, keepgoingOnSuccess]) => ({ ...step, keepgoingOnSuccess }));
  return fc
    .tuple(fc.oneof(nodeStep(), jobref(), conditional()), fc.option(handler, { nil: undefined }))
    .map(([step, errorhandler]) => (errorhandler === undefined ? step : { ...step, errorhandler }));
}
