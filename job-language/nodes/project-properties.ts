import { COPIER_NAMES } from './file-copiers.ts';
import { isProjectDefault, NODE_ATTRIBUTES } from './node-attributes.ts';
import { EXECUTOR_NAMES } from './node-executors.ts';

/** A project property that has an effect. An entry with a pattern covers many names. */
export interface ProjectProperty {
  /** The name shown to people; `N` and `NAME` are placeholders. */
  readonly name: string;
  /** A pattern for the names that the entry covers; absent: only `name`. */
  readonly pattern?: string;
  readonly values?: readonly string[];
  readonly description: string;
}

const DEFAULTS = NODE_ATTRIBUTES.flatMap(({ name }) => (isProjectDefault(name) ? [name] : [])).join('|');
const SWITCH = ['true', 'false'] as const;

/** The known properties of a project's configuration. Other properties are stored and have no effect. */
export const PROJECT_PROPERTIES: readonly ProjectProperty[] = [
  { name: 'project.label', description: 'Display name of the project' },
  { name: 'project.description', description: 'Description of the project' },
  {
    name: 'project.disable.executions',
    values: SWITCH,
    description: 'true: the project starts no executions',
  },
  { name: 'project.disable.schedule', values: SWITCH, description: 'true: its schedules do not fire' },
  {
    name: 'project.later.executions.NAME, project.later.schedule.NAME',
    pattern: '^project\\.later\\.(?:executions|schedule)\\.(?:enable|disable)(?:\\.value)?$',
    description:
      'A planned change of one of the two properties above. Removing it cancels the change. Setting it does not plan a change',
  },
  {
    name: 'project.execution.history.cleanup.enabled',
    values: SWITCH,
    description:
      'true: the limits below apply to its executions in place of the settings `retention`; false: none of its executions is deleted by age, number or size',
  },
  {
    name: 'project.execution.history.cleanup.retention.days',
    description: 'Age in days above which its executions are deleted. Default: 60. 0: no limit',
  },
  {
    name: 'project.execution.history.cleanup.retention.minimum',
    description: 'Number of its newest executions that are never deleted. Default: 50',
  },
  {
    name: 'project.execution.history.cleanup.retention.count',
    description: 'Number of its executions above which the oldest are deleted. Default: no limit',
  },
  {
    name: 'project.execution.history.cleanup.retention.bytes',
    description: 'Size in bytes of its executions above which the oldest are deleted. Default: no limit',
  },
  {
    name: 'project.option.input.validation.default.pattern',
    description:
      'Regular expression that must match each value of options without `regex` and enforced values, in place of the setting `jobs.optionPattern`',
  },
  {
    name: 'project.globals.NAME',
    pattern: '^project\\.globals\\.[^.]+',
    description: 'Value for all its jobs, used as ${globals.NAME}',
  },
  {
    name: 'project.nodeCache.delay',
    description: 'Interval in seconds at which node sources are read again',
  },
  {
    name: 'resources.source.N.type',
    pattern: '^resources\\.source\\.\\d{1,4}\\.type$',
    values: ['file', 'directory', 'url', 'script', 'ansible-inventory'],
    description: 'Type of the node source',
  },
  {
    name: 'resources.source.N.config.NAME',
    pattern: '^resources\\.source\\.\\d{1,4}\\.config\\.',
    description: 'Location and format of the nodes of the source',
  },
  {
    name: 'resources.source.N.runner.filter',
    pattern: '^resources\\.source\\.\\d{1,4}\\.runner\\.',
    description: 'Tags of the runner that reads the source on its host',
  },
  {
    name: 'resources.source.N.trusted',
    pattern: '^resources\\.source\\.\\d{1,4}\\.trusted$',
    values: SWITCH,
    description:
      'Whether its nodes may set commands, keys and runners, and replace others. Default: true for files and folders on the coordinator’s host, else false',
  },
  {
    name: 'project.nodeKeyPaths',
    description:
      'Key paths that nodes may use, separated by commas, such as keys/nodes/**. Default: all for nodes of trusted sources, none for others',
  },
  {
    name: 'service.NodeExecutor.default.provider',
    values: EXECUTOR_NAMES,
    description: 'Node executor of nodes that name none',
  },
  {
    name: 'service.FileCopier.default.provider',
    values: COPIER_NAMES,
    description: 'File copier of nodes that name none, except the host of the runner',
  },
  {
    name: 'project.ssh-NAME, project.sudo-NAME, project.file-copy-NAME, project.node-executor …',
    pattern: `^project\\.(?:${DEFAULTS})$`,
    description: 'Default of the attribute for nodes that do not set it',
  },
  {
    name: 'plugin.script-exec.default.command, plugin.script-copy.default.command …',
    pattern: '^plugin\\.script-(?:exec|copy)\\.default\\.(?:command|shell|dir|remote-filepath)$',
    description: 'Command that reaches nodes without their own command',
  },
];
