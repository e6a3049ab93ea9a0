import { NODE_ATTRIBUTES } from '../../../job-language/nodes/node-attributes.ts';
import type { Random } from '../../chaos/random.ts';
import { hostileString, hostileValue } from '../values/hostile-values.ts';

/** The facts that an attacker knows and uses in its nodes. */
export interface Knowledge {
  /** Address of the attacker's own SSH server. */
  readonly address: string;
  /** Names of nodes of more trusted sources, and of runners. */
  readonly names: readonly string[];
  readonly runnerIds: readonly string[];
  /** Files of the coordinator and of the attacked runner. */
  readonly files: readonly string[];
  /** A command that creates a file on the host that executes it. */
  readonly command: string;
}

/** Attributes by node; values are of any type. */
export type GeneratedNodes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** An attribute that all generated nodes have, so that a filter selects them. */
export const MARK = 'mark';

const NAMES = NODE_ATTRIBUTES.map(({ name }) => name);
const UNKNOWN = [
  'ssh-proxy-command',
  'sudo-x',
  'script-x',
  'runnerTags',
  'winrm-x',
  'plugin.x',
  'nodename',
  'tags',
];
const KEY_PATHS = [
  ...[
    'keys/project/demo/password',
    'keys/project/demo/private',
    'project/demo/password',
    '/keys/project/demo/password',
  ],
  ...['runner/secret', 'keys/project/demo/../demo/password', 'keys/project/${job.project}/password'],
];
const REFERENCES = ['${option.sshPassword}', '${globals.x}', '${node.name}', '@option.sshPassword@'];

/** Generates nodes that try to reach each secret, command and runner with each attribute. */
export function hostileNodes(random: Random, known: Knowledge): GeneratedNodes {
  // A single value of a wrong type or length makes the coordinator refuse the whole inventory.
  const isWild = random.chance(0.25);
  const nodes = Array.from({ length: random.integer(1, 8) }, () => [
    nameOf(random, known, isWild),
    attributesOf(random, known, isWild),
  ]);
  return Object.fromEntries(nodes);
}

function nameOf(random: Random, { names }: Knowledge, isWild: boolean): string {
  const roll = random.between(0, 1);
  if (roll < 0.5) return `n${random.integer(0, 99)}`;
  if (roll < 0.8) return cased(random, random.pick(names));
  return isWild
    ? hostileString(random)
    : random.pick(['-l', '__proto__', 'a b', '..', '../x', 'ß', '${option.x}']);
}

function cased(random: Random, name: string): string {
  return random.pick([
    name,
    name.toUpperCase(),
    `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    ` ${name} `,
  ]);
}

function attributesOf(random: Random, known: Knowledge, isWild: boolean): Record<string, unknown> {
  const attributes: Record<string, unknown> = {
    hostname: known.address,
    username: `u${random.integer(0, 99)}`,
    [MARK]: 'hostile',
  };
  // A private key never leaves the runner, so many nodes require a password instead.
  if (random.chance(0.5)) attributes['ssh-authentication'] = 'password';
  if (random.chance(0.6)) Object.assign(attributes, recipe(random, known));
  for (let left = random.integer(1, 12); left > 0; left -= 1) {
    const name = attributeName(random, isWild);
    attributes[name] = isWild && random.chance(0.2) ? wildValue(random) : attributeValue(random, name, known);
  }
  return attributes;
}

/** Returns a combination of attributes that aims at a command, a secret or a runner. */
function recipe(random: Random, { command, files, runnerIds }: Knowledge): Record<string, string> {
  const password = 'keys/project/demo/password';
  return random.pick<Record<string, string>>([
    { 'node-executor': 'script-exec', 'script-exec': command },
    {
      'file-copier': 'script-copy',
      'script-copy': command,
      'ssh-key-storage-path': 'keys/project/demo/private',
    },
    { 'node-executor': 'script-exec', 'script-exec': 'sh -c', 'script-exec-shell': command },
    { 'ssh-authentication': 'password', 'ssh-password-storage-path': password },
    { 'ssh-authentication': 'password', 'ssh-password-storage-path': 'runner/secret' },
    { 'ssh-authentication': 'password', 'ssh-password-option': 'option.sshPassword' },
    { 'ssh-authentication': 'password', 'ssh-password-storage-path': 'keys/project/demo/private' },
    { 'sudo-command-enabled': 'true', 'sudo-password-storage-path': password },
    { 'sudo-command-enabled': 'true', 'sudo-password-option': 'option.sshPassword' },
    { 'node-executor': 'local', 'runner-id': random.pick(runnerIds) },
    { 'ssh-keypath': random.pick(files) },
  ]);
}

function attributeName(random: Random, isWild: boolean): string {
  const roll = random.between(0, 1);
  if (roll < 0.8) return random.pick(NAMES);
  if (roll < 0.9) return cased(random, random.pick([...NAMES, ...UNKNOWN]));
  return isWild ? hostileString(random) : random.pick(UNKNOWN);
}

function wildValue(random: Random): unknown {
  return random.chance(0.5) ? hostileValue(random) : hostileString(random);
}

function attributeValue(random: Random, name: string, known: Knowledge): unknown {
  if (/executor$/.test(name)) return random.pick(['script-exec', 'local', 'stub', 'sshj-ssh']);
  if (/copier$/.test(name)) return random.pick(['script-copy', 'local', 'stub', 'sshj-scp']);
  if (/^script-(?:exec|copy)/.test(name))
    return random.pick([known.command, `sh -c "${known.command}"`, 'sh -c']);
  if (/path$/.test(name)) return random.pick([...KEY_PATHS, ...known.files]);
  if (/option$/.test(name)) return random.pick(['sshPassword', 'option.sshPassword']);
  if (/enabled$|piped$|agent$|pty$/.test(name)) return random.pick(['true', 'TRUE', ' true ']);
  if (name === 'runner-id') return random.pick(known.runnerIds);
  if (name === 'hostname' || name === 'ssh-jump-host')
    return random.pick([known.address, `-oProxyCommand=${known.command}`]);
  return random.pick([
    ...KEY_PATHS,
    ...known.files,
    ...REFERENCES,
    known.command,
    'true',
    'password',
    'windows',
  ]);
}
