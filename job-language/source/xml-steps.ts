import { OWN_TEXT } from './element-value.ts';
import {
  eachMap,
  entryAs,
  entryAt,
  listOf,
  mapAt,
  renamed,
  scalar,
  withChanged,
  withEntries,
  without,
} from './source-map-edit.ts';
import { entryOf, type SourceMap, type SourceValue } from './source-value.ts';
import { configuration } from './xml-entries.ts';

/** Converts the `sequence` of a job in XML to its form in YAML. */
export function sequenceFromXml(value: SourceValue): SourceValue {
  return eachMap(value, (sequence) => {
    const listed = withChanged(renamed(sequence, 'command', 'commands'), 'commands', (commands) =>
      eachMap(listOf(commands), stepFromXml),
    );
    return withChanged(listed, 'pluginConfig', pluginsFromXml);
  });
}

function stepFromXml(given: SourceMap): SourceMap {
  let step = renamed(interpreterFromXml(given), 'scriptargs', 'args');
  step = pluginStepFromXml(step, 'node-step-plugin', true);
  step = pluginStepFromXml(step, 'step-plugin', false);
  step = withChanged(step, 'configuration', configuration);
  step = withChanged(step, 'jobref', (value) => eachMap(value, referenceFromXml));
  const project = step.entries.find(({ key }) => key === 'project');
  const reference = mapAt(step, 'jobref');
  if (project !== undefined && reference !== undefined) {
    step = withChanged(without(step, 'project'), 'jobref', () => withEntries(reference, project));
  }
  step = withChanged(step, 'plugins', pluginsFromXml);
  step = withChanged(step, 'subSteps', (steps) => eachMap(listOf(steps), stepFromXml));
  return withChanged(step, 'errorhandler', (value) => eachMap(value, stepFromXml));
}

/** Converts `<scriptinterpreter argsquoted="true">sudo sh -c</scriptinterpreter>`. */
function interpreterFromXml(given: SourceMap): SourceMap {
  const step = renamed(given, 'scriptinterpreter', 'scriptInterpreter');
  const interpreter = mapAt(step, 'scriptInterpreter');
  if (interpreter === undefined) return step;
  const text = entryAt(interpreter, OWN_TEXT)?.value ?? scalar('', interpreter);
  const quoted = entryAs(entryOf(interpreter, 'argsquoted'), 'interpreterArgsQuoted');
  return withEntries(
    withChanged(step, 'scriptInterpreter', () => text),
    quoted,
  );
}

function pluginStepFromXml(step: SourceMap, element: string, nodeStep: boolean): SourceMap {
  const entry = entryAt(step, element);
  if (entry === undefined) return step;
  const { keySpan, value } = entry;
  const plugin: SourceMap = value.kind === 'map' ? value : { kind: 'map', span: value.span, entries: [] };
  const kind = { key: 'nodeStep', keySpan, value: scalar(nodeStep, { span: keySpan }) };
  return withEntries(without(step, element), kind, ...plugin.entries);
}

/** Converts `<jobref name="n"><arg line="-a b"/><dispatch>…</dispatch></jobref>`. */
function referenceFromXml(reference: SourceMap): SourceMap {
  const args = entryAs(entryOf(mapAt(reference, 'arg'), 'line'), 'args');
  const rest = withEntries(without(reference, 'arg'), args);
  const dispatch = entryAt(rest, 'dispatch');
  if (dispatch === undefined) return rest;
  const given = entryAt(rest, 'nodefilters');
  const nodes: SourceMap =
    given?.value.kind === 'map' ? given.value : { kind: 'map', span: dispatch.value.span, entries: [] };
  return withEntries(without(rest, 'dispatch'), {
    key: 'nodefilters',
    keySpan: given?.keySpan ?? dispatch.keySpan,
    value: withEntries(nodes, dispatch),
  });
}

function pluginsFromXml(value: SourceValue): SourceValue {
  return eachMap(value, (plugins) =>
    withChanged(plugins, 'LogFilter', (filters) =>
      eachMap(listOf(filters), (filter) => withChanged(filter, 'config', configuration)),
    ),
  );
}
