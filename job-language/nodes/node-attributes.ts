/**
 * Rules for the attributes of a node from an untrusted source.
 * - `target`: describes the machine; any source may set it.
 * - `key-path`: the path of a key; an untrusted source may set it only to a path that the project lists.
 * - `key-kind`: determines how a key is used; an untrusted source may set it only together with a listed key path.
 * - `trusted`: chooses commands, secrets, runners or files; an untrusted source may not set it.
 */
export type AttributeClass = 'target' | 'key-path' | 'key-kind' | 'trusted';

/** The part of the program that reads an attribute. */
export type AttributeReader =
  | 'every executor'
  | 'executor'
  | 'plan'
  | 'runner choice'
  | 'node filter'
  | 'people';

export interface NodeAttributeRule {
  readonly name: string;
  readonly readBy: AttributeReader;
  readonly class: AttributeClass;
}

const SUDO_SETTINGS = [
  'command-enabled',
  'command-pattern',
  'password-option',
  'prompt-pattern',
  'failure-pattern',
  'prompt-max-lines',
  'response-max-lines',
] as const;

const OF_EXECUTORS = [
  'ssh-keypath',
  'ssh-key-passphrase-option',
  'ssh-password-option',
  'ssh-connect-timeout',
  'ssh-command-timeout',
  'ssh-jump-host',
  'ssh-send-env',
  'ssh-keep-helper',
  'ssh-host-key-checking',
  'local-ssh-agent',
  'always-set-pty',
  'keep-alive-interval',
  ...SUDO_SETTINGS.flatMap((name) => [`sudo-${name}`, `sudo2-${name}`]),
  'script-exec',
  'script-exec-shell',
  'script-exec-dir',
  'script-copy',
  'script-copy-shell',
  'script-copy-dir',
  'script-copy-remote-filepath',
  'script-step-remove-tmp-file',
  'script-step-piped',
  'shell-escaping-interpreter',
  'file-copy-destination-dir',
  'file-copier-add-utf8-bom',
  'file-busy-err-retry',
  'enable-sync',
  'stub-exec-success',
  'stub-result-code',
] as const;

const KEY_PATHS = [
  'ssh-key-storage-path',
  'ssh-key-passphrase-storage-path',
  'ssh-password-storage-path',
  'sudo-password-storage-path',
  'sudo2-password-storage-path',
] as const;

/**
 * Every attribute that the program reads. The coordinator passes no others to an executor, so an executor cannot read
 * an attribute that is missing here.
 */
export const NODE_ATTRIBUTES: readonly NodeAttributeRule[] = [
  ...['hostname', 'username', 'osFamily'].map(rule('every executor', 'target')),
  ...['osName', 'osVersion', 'osArch', 'description'].map(rule('people', 'target')),
  ...['node-executor', 'file-copier'].map(rule('plan', 'trusted')),
  rule('runner choice', 'trusted')('runner-id'),
  ...['runner', 'runnerTags'].map(rule('node filter', 'trusted')),
  ...KEY_PATHS.map(rule('executor', 'key-path')),
  rule('executor', 'key-kind')('ssh-authentication'),
  ...OF_EXECUTORS.map(rule('executor', 'trusted')),
];

const BY_NAME: ReadonlyMap<string, NodeAttributeRule> = new Map(
  NODE_ATTRIBUTES.map((attribute) => [attribute.name, attribute]),
);

/** Names that only a trusted source may set: the namespaces of executors, copiers, keys and runners. */
const RESERVED =
  /^(?:(?:ssh|sudo2?|winrm|powershell|script|stub|runner|file-copy|file-copier|local-(?:ssh|node|file)|node-executor|plugin|keystorage|key-storage)(?:[-.:]|$)|(?:project|service|framework|resources)\.|(?:runner-?(?:id|tags?|name|filter|selector).*|tags|name|nodename|__proto__|constructor|prototype)$)/i;

/**
 * Returns the class of an attribute. An attribute outside the table and the reserved namespaces describes the target.
 */
export function attributeClass(name: string): AttributeClass {
  const known = BY_NAME.get(name);
  if (known !== undefined) return known.class;
  return RESERVED.test(name) || BY_LOWER_CASE.has(name.toLowerCase()) ? 'trusted' : 'target';
}

/** Names of the table in lower case, except `target`. An attribute that differs only in letter case is `trusted`. */
const BY_LOWER_CASE: ReadonlySet<string> = new Set(
  NODE_ATTRIBUTES.filter((attribute) => attribute.class !== 'target').map(({ name }) => name.toLowerCase()),
);

/** Whether executors and file copiers read the attribute. */
export function isReadByExecutors(name: string): boolean {
  const readBy = BY_NAME.get(name)?.readBy;
  return readBy === 'executor' || readBy === 'every executor' || readBy === 'plan';
}

/** Whether a project may give the attribute to all of its nodes, as `project.NAME`. */
export function isProjectDefault(name: string): boolean {
  return isReadByExecutors(name) && BY_NAME.get(name)?.readBy !== 'every executor';
}

function rule(readBy: AttributeReader, group: AttributeClass): (name: string) => NodeAttributeRule {
  return (name) => ({ name, readBy, class: group });
}
