import { DeliveryTrigger } from '../../protocol/entities/delivery.ts';
import { Strategy } from '../../protocol/entities/workflow-facts.ts';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import { whole } from '../../support/slices/sliced.ts';
import { closest } from '../../support/text/closest.ts';
import type { Job } from '../format/job.ts';
import { isNotificationPlugin } from '../format/notification.ts';
import type { Step } from '../format/step.ts';
import { stepPlaces } from '../format/step-places.ts';
import { orchestrate } from '../nodes/orchestrate.ts';
import { BUILT_IN_PLUGINS, findPlugin } from '../plugins/built-in-plugins.ts';
import { pluginTemplate } from '../plugins/plugin-template.ts';
import { checkConfiguration } from '../plugins/step-plugin.ts';
import type { Finding, Suggestion } from '../source/problem.ts';
import { placeAt, type SourcePath } from '../source/source-value.ts';
import type { ValidPart } from './valid-part.ts';

type Report = (code: string, path: SourcePath, message: string, suggestion?: Suggestion) => void;

/**
 * Checks the plugins that a job uses for its steps, strategy, orchestrator and notifications. Reports an unknown plugin
 * as a warning, because the job is kept unchanged.
 */
export function checkPlugins({ job, source, isComplete }: ValidPart): Finding[] {
  const findings: Finding[] = [];
  const report: Report = (code, within, message, suggestion) =>
    findings.push({
      severity: 'warning',
      code,
      message,
      ...placeAt(source, within),
      path: within,
      suggestion,
    });
  for (const { step, path } of stepPlaces(job))
    if (isComplete([...path, 'configuration'])) checkStep(step, path, report);
  if (isComplete(['orchestrator'])) checkOrchestrator(job, report);
  checkStrategy(job, report);
  checkNotifications(job, report);
  return findings;
}

/** Maximum number of properties that are reported for one step. */
const MOST_PROPERTIES = 20;

function checkStep({ type, configuration = {}, nodeStep }: Step, place: SourcePath, report: Report): void {
  if (type === undefined || type === 'conditional') return;
  const plugin = findPlugin(type);
  if (plugin === undefined) {
    if (pluginTemplate(type, configuration) !== undefined) return;
    const known = BUILT_IN_PLUGINS.map(({ name }) => name).join(', ');
    const message = `The plugin "${type}" is not available: the step is kept, but fails when it runs. Available plugins: ${known}.`;
    report('unknown-plugin', [...place, 'type'], message);
    return;
  }
  if (plugin.ofCoordinator === true && nodeStep === true) {
    const message = `The step ${type} runs once for the workflow, and fails as a node step. Remove nodeStep, or set it to false.`;
    report('not-a-node-step', [...place, 'nodeStep'], message);
  }
  for (const { kind, property } of checkConfiguration(plugin, configuration).slice(0, MOST_PROPERTIES)) {
    if (kind === 'missing') {
      const message = `The step ${type} needs the property "${property}". Add it to its configuration.`;
      report('missing-property', [...place, 'type'], message);
    } else {
      const known = Object.keys(plugin.configuration.shape).join(', ');
      const message = `The step ${type} has no property "${property}", and ignores it. Its properties are ${known}.`;
      report('unknown-property', [...place, 'configuration', property], message);
    }
  }
}

function checkOrchestrator({ orchestrator }: Job, report: Report): void {
  if (orchestrator === undefined) return;
  try {
    whole(orchestrate([], orchestrator, { order: {}, random: () => 0 }));
  } catch (error) {
    report('unknown-orchestrator', ['orchestrator'], `${explain(error)} Until then, runs are refused.`);
  }
}

function checkStrategy({ sequence: { strategy } }: Job, report: Report): void {
  if (Strategy.safeParse(strategy).success) return;
  const meant = closest(strategy, Strategy.options);
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  const message = `The strategy "${strategy}" is not available: the job is kept, but its runs are refused.${hint} Available strategies: ${Strategy.options.join(', ')}.`;
  const suggestion = meant === undefined ? undefined : { instead: strategy, text: meant };
  report('unknown-strategy', ['sequence', 'strategy'], message, suggestion);
}

function checkNotifications({ notification }: Job, report: Report): void {
  for (const trigger of DeliveryTrigger.options) {
    for (const [index, { plugin }] of (notification?.[trigger] ?? []).entries()) {
      for (const [number, { type }] of (plugin ?? []).entries()) {
        if (isNotificationPlugin(type)) continue;
        const message = `The notification plugin "${type}" is not available: it is kept, but its deliveries fail. The available plugin is HttpNotification.`;
        report('unknown-plugin', ['notification', trigger, index, 'plugin', number, 'type'], message);
      }
    }
  }
}
