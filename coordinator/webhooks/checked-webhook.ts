import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import {
  WEBHOOK_PLUGINS,
  type WebhookConfig,
  WebhookPlugin,
} from '../../protocol/routes/shapes/webhook-shapes.ts';
import type { CoordinatorSnapshot } from '../store/definitions/coordinator-definitions.ts';
import { isConfigProblem, readRunJobConfig } from './run-job-config.ts';

/** Log levels of `log-webhook-event`, as Rundeck's clients send them. */
const LOG_LEVELS = ['ERROR', 'WARN', 'INFO', 'DEBUG'];

/** Maximum length of a value of the configuration, in UTF-16 code units. */
const LONGEST_TEXT = 65_536;

/** Returns the event plugin of this name. Throws `webhook-plugin-unsupported`. */
export function checkedPlugin(name: string): WebhookPlugin {
  const plugin = WebhookPlugin.safeParse(name);
  if (plugin.success) return plugin.data;
  const supported = WEBHOOK_PLUGINS.join(' or ');
  throw new OutrunnerError('webhook-plugin-unsupported', { plugin: name.slice(0, 100), supported });
}

/**
 * Returns the configuration of a webhook without empty values. Throws `webhook-invalid` if the event plugin cannot use
 * it, or if the project has no job with the configured id.
 */
export function checkedConfig(
  snapshot: CoordinatorSnapshot,
  webhook: {
    readonly name: string;
    readonly project: ProjectName;
    readonly eventPlugin: WebhookPlugin;
    readonly config: Readonly<Record<string, unknown>>;
  },
): WebhookConfig {
  const { name, project, eventPlugin } = webhook;
  const refuse = (problem: string, remedy: string): never => {
    throw new OutrunnerError('webhook-invalid', { name, problem, remedy });
  };
  const config: Record<string, string> = {};
  for (const [key, value] of Object.entries(webhook.config)) {
    if (value === '' || value === null) continue;
    if (typeof value !== 'string' || value.length > LONGEST_TEXT)
      return refuse(
        `"${key}" is not a text of at most ${LONGEST_TEXT} characters`,
        'Correct the configuration.',
      );
    config[key] = value;
  }
  if (eventPlugin === 'log-webhook-event') {
    const { logLevel, ...unknown } = config;
    const [key] = Object.keys(unknown);
    if (key !== undefined)
      refuse(`the configuration has the unknown key "${key}"`, 'The only key is logLevel.');
    if (logLevel !== undefined && !LOG_LEVELS.includes(logLevel))
      refuse(`logLevel is "${logLevel}"`, `Use ${LOG_LEVELS.join(', ')}.`);
    return config;
  }
  const read = readRunJobConfig(config);
  if (isConfigProblem(read)) return refuse(read.problem, 'Correct the configuration.');
  if (snapshot.get('jobs', read.jobId)?.project !== project)
    refuse(
      `project ${project} has no job "${read.jobId}"`,
      'Set jobId to the UUID of a job: `outrunner job list` shows it.',
    );
  return config;
}
