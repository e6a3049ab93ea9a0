import { LOG_FILTERS } from '../../job-language/log-filters/built-in-filters.ts';
import { COPIER_NAMES } from '../../job-language/nodes/file-copiers.ts';
import { EXECUTOR_NAMES } from '../../job-language/nodes/node-executors.ts';
import { BUILT_IN_PLUGINS } from '../../job-language/plugins/built-in-plugins.ts';
import type { StepPlugin } from '../../job-language/plugins/step-plugin.ts';
import type { PluginProvider } from '../../protocol/routes/shapes/discovery-shapes.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';

type Provider = readonly [name: string, title: string, description: string];

const EXECUTOR_TITLES: Readonly<Record<string, string>> = {
  local: 'Local',
  'script-exec': 'Script Execution',
  stub: 'Stub',
};

const COPIER_TITLES: Readonly<Record<string, string>> = {
  local: 'Local',
  'script-copy': 'Script Copy',
  stub: 'Stub',
};

/** Plugins that the job language does not list, by Rundeck's service names: the name, title and description of each. */
const OTHERS: Readonly<Record<string, readonly Provider[]>> = {
  Notification: [['HttpNotification', 'HTTP Notification', 'Sends an HTTP request.']],
  Orchestrator: [
    ['subset', 'Random Subset', 'Runs on a number of random nodes.'],
    ['rankTiered', 'Rank Tiered', 'Runs on all nodes of a rank, then on those of the next.'],
    ['maxPercentage', 'Max Percentage', 'Runs on a percentage of the nodes at a time.'],
    [
      'orchestrator-highest-lowest-attribute',
      'Highest or Lowest Attribute',
      'Runs on the node with the highest or lowest value of an attribute.',
    ],
  ],
  ResourceModelSource: [
    ['file', 'File', 'Reads nodes from a file.'],
    ['directory', 'Directory', 'Reads nodes from the files of a directory.'],
    ['url', 'URL Source', 'Reads nodes from a URL.'],
    ['script', 'Script', 'Reads nodes from the output of a script.'],
    [
      'com.batix.rundeck.plugins.AnsibleResourceModelSourceFactory',
      'Ansible Resource Model Source',
      'Reads nodes from an Ansible inventory.',
    ],
  ],
  WebhookEvent: [
    ['webhook-run-job', 'Run Job', 'Runs a job for each event.'],
    ['log-webhook-event', 'Log Events', 'Writes each event to the log.'],
  ],
  WorkflowStrategy: [
    ['node-first', 'Node First', 'Runs all steps on a node before the next node begins.'],
    ['sequential', 'Sequential', 'Runs each step on all nodes before the next step begins.'],
    ['parallel', 'Parallel', 'Runs all steps at the same time.'],
    ['ruleset', 'Ruleset', 'Runs steps by rules.'],
  ],
};

/** The steps that jobs write as `exec`, `script` and `scriptfile`, under the names of their plugins. */
const SCRIPTED: readonly Provider[] = [
  ['exec-command', 'Command', 'Runs a command.'],
  ['script-inline', 'Script', 'Runs an inline script.'],
  ['script-file-command', 'Script File or URL', 'Runs a script from a file or a URL.'],
];

/** Returns the built-in plugins in the order of their services; `service` restricts the list to one service. */
export function pluginList(service?: string): PluginProvider[] {
  const services: Readonly<Record<string, readonly Provider[]>> = {
    FileCopier: COPIER_NAMES.map((name) => [name, COPIER_TITLES[name] ?? 'SSH', 'Copies files to nodes.']),
    LogFilter: LOG_FILTERS.map(({ type, title, description }) => [type, title, description]),
    NodeExecutor: EXECUTOR_NAMES.map((name) => [
      name,
      EXECUTOR_TITLES[name] ?? 'SSH',
      'Executes commands on nodes.',
    ]),
    WorkflowNodeStep: [
      ...SCRIPTED,
      ...providersOf(BUILT_IN_PLUGINS.filter(({ ofCoordinator }) => ofCoordinator === undefined)),
    ],
    WorkflowStep: providersOf(BUILT_IN_PLUGINS.filter(({ ofCoordinator }) => ofCoordinator === true)),
    ...OTHERS,
  };
  return Object.entries(services)
    .filter(([name]) => service === undefined || service === '' || service === name)
    .flatMap(([name, providers]) => providers.map((provider) => providerView(name, provider)));
}

function providersOf(plugins: readonly StepPlugin[]): Provider[] {
  return plugins.flatMap(({ name, aliases, title, description }) =>
    [name, ...aliases].map((each): Provider => [each, title, description]),
  );
}

function providerView(service: string, [name, title, description]: Provider): PluginProvider {
  return {
    service,
    artifactName: title,
    name,
    id: name,
    builtin: true,
    pluginVersion: PROGRAM_VERSION,
    title,
    description,
    author: 'Outrunner',
    iconUrl: null,
    providerMetadata: {},
    isHighlighted: false,
    highlightedOrder: 0,
  };
}
