import type { Step } from '../format/step.ts';
import type { Sequence } from '../format/workflow.ts';
import { byName, dataNode, entriesNodes, nodesAt, nodesOf, unknownNode } from './plain-nodes.ts';
import { type XmlNode, xmlNode } from './xml-node.ts';

/** Returns the `sequence` of a job. */
export function sequenceNode({ keepgoing, strategy, pluginConfig, commands, ...rest }: Sequence): XmlNode {
  const { LogFilter, ...others } = pluginConfig ?? {};
  const config = [...filterNodes(LogFilter), ...nodesOf(others)];
  const content = [
    ...commands.map((step) => stepNode('command', step)),
    ...(config.length === 0 ? [] : [xmlNode('pluginConfig', config)]),
    ...unknownNodes(rest),
  ];
  return xmlNode('sequence', byName(content), { keepgoing, strategy });
}

function stepNode(name: string, step: Step): XmlNode {
  const { keepgoingOnSuccess } = step;
  return xmlNode(name, byName(stepContent(step)), { keepgoingOnSuccess });
}

function stepContent(step: Step): XmlNode[] {
  const { type, script, jobref, plugins, errorhandler, subSteps, conditionGroups, ...others } = step;
  const { nodeStep, configuration, keepgoingOnSuccess: _, args, ...named } = others;
  const { scriptInterpreter, interpreterArgsQuoted: argsquoted, ...rest } = named;
  const isScript = [script, step.scriptfile, step.scripturl].some((script) => script !== undefined);
  const isPlugin = type !== undefined;
  const { LogFilter, ...otherPlugins } = plugins ?? {};
  const filters = [...filterNodes(LogFilter), ...unknownNodes(otherPlugins)];
  return [
    ...unknownNodes(rest),
    ...(script === undefined ? [] : [{ ...xmlNode('script', script), isData: true }]),
    ...(isPlugin ? [pluginNode(type, nodeStep ?? false, configuration ?? {})] : []),
    ...(isPlugin ? [] : [...nodesAt('nodeStep', nodeStep), ...nodesAt('configuration', configuration)]),
    ...nodesAt(isScript ? 'scriptargs' : 'args', args),
    ...(scriptInterpreter === undefined
      ? nodesAt('interpreterArgsQuoted', argsquoted)
      : [xmlNode('scriptinterpreter', scriptInterpreter, { argsquoted })]),
    ...(jobref === undefined ? [] : [referenceNode(jobref)]),
    ...(filters.length === 0 ? [] : [xmlNode('plugins', filters)]),
    ...(errorhandler === undefined ? [] : [stepNode('errorhandler', errorhandler)]),
    ...(conditionGroups === undefined ? [] : [dataNode('conditionGroups', conditionGroups)]),
    ...(subSteps ?? []).map((sub) => stepNode('subSteps', sub)),
  ];
}

function pluginNode(
  type: string,
  nodeStep: boolean,
  configuration: Readonly<Record<string, unknown>>,
): XmlNode {
  const name = nodeStep ? 'node-step-plugin' : 'step-plugin';
  return xmlNode(name, entriesNodes('configuration', configuration), { type });
}

function referenceNode(reference: NonNullable<Step['jobref']>): XmlNode {
  const { name, group, project, nodeStep, args, nodefilters, ...rest } = reference;
  const { dispatch, ...filters } = nodefilters ?? {};
  const content = [
    ...(args === undefined ? [] : [xmlNode('arg', [], { line: args })]),
    ...nodesAt('dispatch', dispatch),
    ...(Object.keys(filters).length === 0 ? [] : [xmlNode('nodefilters', nodesOf(filters))]),
    ...unknownNodes(rest),
  ];
  return xmlNode('jobref', byName(content), { group, name, nodeStep, project });
}

function filterNodes(
  filters: readonly { type: string; config: Readonly<Record<string, string>> }[] | null | undefined,
): XmlNode[] {
  return (filters ?? []).map(({ type, config, ...rest }) => {
    const settings = Object.keys(config).length === 0 ? [] : [xmlNode('config', nodesOf(config))];
    return xmlNode('LogFilter', [...settings, ...unknownNodes(rest)], { type });
  });
}

/** Returns the elements of keys that have the same form in XML, and of unknown keys. */
export function unknownNodes(rest: Readonly<Record<string, unknown>>): XmlNode[] {
  return Object.keys(rest)
    .sort()
    .flatMap((key) => (rest[key] === undefined ? [] : [unknownNode(key, rest[key])]));
}
