import { recordOfTriggers } from '../../protocol/entities/delivery.ts';
import { ownValue } from '../../support/records/own-value.ts';

/** The kinds of maps in a job definition, with their names in messages. */
export const PLACE_NAMES = {
  job: 'a job',
  option: 'an option',
  configRemoteUrl: 'a remote URL',
  runnerSelector: 'a runner selector',
  nodefilters: 'node filters',
  nodePattern: 'a node pattern',
  dispatch: 'a node dispatch',
  orchestrator: 'an orchestrator',
  retry: 'a retry',
  schedule: 'a schedule',
  time: 'a time of day',
  day: 'days',
  notification: 'notifications',
  notified: 'a notification',
  email: 'an e-mail notification',
  notificationPlugin: 'a notification plugin',
  jobPlugins: 'plugins of a job',
  plugins: 'plugins of a step',
  sequence: 'a sequence',
  pluginConfig: 'a plugin configuration',
  logFilter: 'a log filter',
  step: 'a step',
  condition: 'a condition',
  jobref: 'a job reference',
  'jobref.nodefilters': 'node filters of a job reference',
  'jobref.dispatch': 'a node dispatch of a job reference',
} as const;

export type KeyPlace = keyof typeof PLACE_NAMES;

/** For each place and key, the place of the maps in the key's value: a map or a list of maps. */
const BELOW: Partial<Record<KeyPlace, Readonly<Record<string, KeyPlace>>>> = {
  job: {
    options: 'option',
    runnerSelector: 'runnerSelector',
    nodefilters: 'nodefilters',
    orchestrator: 'orchestrator',
    retry: 'retry',
    schedule: 'schedule',
    notification: 'notification',
    plugins: 'jobPlugins',
    sequence: 'sequence',
  },
  option: { configRemoteUrl: 'configRemoteUrl' },
  nodefilters: { include: 'nodePattern', exclude: 'nodePattern', dispatch: 'dispatch' },
  schedule: { time: 'time', dayofmonth: 'day', weekday: 'day' },
  notification: recordOfTriggers<KeyPlace>(() => 'notified'),
  notified: { email: 'email', plugin: 'notificationPlugin' },
  sequence: { commands: 'step', pluginConfig: 'pluginConfig' },
  pluginConfig: { LogFilter: 'logFilter' },
  plugins: { LogFilter: 'logFilter' },
  step: {
    errorhandler: 'step',
    subSteps: 'step',
    plugins: 'plugins',
    jobref: 'jobref',
    conditionGroups: 'condition',
  },
  jobref: { nodefilters: 'jobref.nodefilters' },
  'jobref.nodefilters': { dispatch: 'jobref.dispatch' },
};

export function placeBelow(place: KeyPlace, key: string): KeyPlace | undefined {
  return ownValue(BELOW[place], key);
}
