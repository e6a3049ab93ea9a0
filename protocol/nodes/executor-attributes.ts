/** Attributes of a node that say how executors and file copiers reach it, beside those that every node has. */
const OF_EXECUTORS =
  /^(?:ssh-|sudo2?-|script-|file-copy-|file-copier|file-busy-err-retry$|node-executor$|local-ssh-agent$|always-set-pty$|keep-alive-interval$|enable-sync$|shell-escaping-interpreter$)/;
const OF_EVERY_NODE: ReadonlySet<string> = new Set(['hostname', 'username', 'osFamily']);
/** What a project's property begins with that stands in for an attribute which a node lacks. */
const PROJECT_PREFIX = 'project.';

type Attributes = Readonly<Record<string, string>>;

/** What the properties of a project say for all its nodes: `project.ssh-keypath` is `ssh-keypath`. */
export function nodeDefaultsOf(config: Attributes): Record<string, string> {
  const defaults: Record<string, string> = {};
  for (const [name, value] of Object.entries(config)) {
    const attribute = name.startsWith(PROJECT_PREFIX) ? name.slice(PROJECT_PREFIX.length) : '';
    if (OF_EXECUTORS.test(attribute) && value.trim() !== '') defaults[attribute] = value;
  }
  return defaults;
}

/** What an executor has to know of a node: its own attributes, and the project's where it has none. */
export function executorAttributes(own: Attributes, defaults: Attributes): Record<string, string> {
  const wanted = Object.entries(own).filter(([name]) => OF_EXECUTORS.test(name) || OF_EVERY_NODE.has(name));
  return { ...defaults, ...Object.fromEntries(wanted) };
}
