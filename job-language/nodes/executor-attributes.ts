import { isProjectDefault, isReadByExecutors } from './node-attributes.ts';

/** Prefix of project properties that are defaults for node attributes. */
const PROJECT_PREFIX = 'project.';
/**
 * Project properties that set defaults for executors and copiers: `plugin.script-exec.default.shell` sets
 * `script-exec-shell`.
 */
const OF_COMMANDS = /^plugin\.(script-exec|script-copy)\.default\.(command|shell|dir|remote-filepath)$/;
/** Attributes whose references are expanded at execution, because some values are only known then. */
const COMMANDS = /^script-(?:exec|copy|copy-remote-filepath)$/;

/** The only attribute that a project may set for nodes of one operating system family. */
const FOLDER = 'file-copy-destination-dir';
const FOLDER_OF_FAMILY = /^file-copy-destination-dir\.(?:unix|windows)$/;

type Attributes = Readonly<Record<string, string>>;

/** Returns the node defaults of a project's properties: `project.ssh-keypath` sets `ssh-keypath`. */
export function nodeDefaultsOf(config: Attributes): Record<string, string> {
  const defaults: Record<string, string> = {};
  for (const [name, value] of Object.entries(config)) {
    const attribute = attributeOf(name);
    if (attribute !== undefined && value.trim() !== '') defaults[attribute] = value;
  }
  return defaults;
}

/** Returns the attributes that an executor needs: the node's own, and project defaults for those the node lacks. */
export function executorAttributes(own: Attributes, defaults: Attributes): Record<string, string> {
  const family = /windows/i.test(own['osFamily'] ?? '') ? 'windows' : 'unix';
  const folder = defaults[`${FOLDER}.${family}`];
  const attributes: Record<string, string> = { ...defaults };
  if (folder !== undefined) attributes[FOLDER] = folder;
  for (const [name, value] of Object.entries(own)) if (isReadByExecutors(name)) attributes[name] = value;
  return attributes;
}

/** Returns whether the references in an attribute are expanded before the attribute is sent to a runner. */
export function isExpandedEarly(attribute: string): boolean {
  return !COMMANDS.test(attribute);
}

function attributeOf(property: string): string | undefined {
  const [, command, setting] = OF_COMMANDS.exec(property) ?? [];
  if (command !== undefined) return setting === 'command' ? command : `${command}-${setting}`;
  const attribute = property.startsWith(PROJECT_PREFIX) ? property.slice(PROJECT_PREFIX.length) : '';
  return isProjectDefault(attribute) || FOLDER_OF_FAMILY.test(attribute) ? attribute : undefined;
}
