import fc from 'fast-check';
import { CONDITION_OPERATORS } from '../conditional.ts';
import { filledText, flag, text, textMap, unknown, word } from './any-text.ts';

export const logFilters = () =>
  fc.array(fc.record({ type: word(), config: textMap() }, { requiredKeys: ['type'] }), { maxLength: 2 });

const common = () => ({
  description: text(),
  plugins: fc.record({ LogFilter: logFilters() }),
  odd: unknown(),
});

const script = () => ({
  args: text(),
  scriptInterpreter: text(),
  interpreterArgsQuoted: flag(),
  fileExtension: text(),
  ...common(),
});

/** A step that runs on each node. */
function nodeStep(): fc.Arbitrary<Record<string, unknown>> {
  return fc.oneof(
    fc.record({ exec: filledText(), pty: flag(), ...common() }, { requiredKeys: ['exec'] }),
    fc.record(
      { script: filledText(), passSecureInput: flag(), autoSecureInput: flag(), ...script() },
      { requiredKeys: ['script'] },
    ),
    fc.record(
      { scriptfile: filledText(), expandTokenInScriptFile: flag(), ...script() },
      { requiredKeys: ['scriptfile'] },
    ),
    fc.record(
      {
        scripturl: filledText(),
        checksum: fc.constant(`sha256:${'0a'.repeat(32)}`),
        maxBytes: fc.integer({ min: 1 }),
        ...script(),
      },
      { requiredKeys: ['scripturl'] },
    ),
    fc.record(
      {
        type: word(),
        nodeStep: fc.constant(true),
        configuration: fc.dictionary(filledText(), unknown(), { maxKeys: 3, noNullPrototype: true }),
        ...common(),
      },
      { requiredKeys: ['type', 'nodeStep'] },
    ),
  );
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
  return fc.record({ jobref: reference, ...common() }, { requiredKeys: ['jobref'] });
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
