import * as z from 'zod';
import type { Node } from '../../../job-language/nodes/node.ts';
import { userAtHost } from '../../../job-language/nodes/user-at-host.ts';
import type { HostKeyMode } from '../host-keys/judge-host-key.ts';
import { SshFailure } from '../ssh-failure.ts';
import { Address, Duration, JumpHosts, OptionName, Switch } from './attribute-schemas.ts';
import type { HostAddress } from './host-address.ts';
import type { JumpHost } from './jump-hosts.ts';
import { passwordReference, type SecretReference } from './secret-reference.ts';
import { SUDO_ATTRIBUTES, type SudoPrefix, type SudoSettings } from './sudo-settings.ts';

/** How a user authenticates. Without a key, only an agent can be used. */
export type EndpointAuthentication =
  | { readonly kind: 'privateKey'; readonly key?: SecretReference; readonly passphrase?: SecretReference }
  | { readonly kind: 'password'; readonly password: SecretReference };

/** The SSH settings from a node's attributes. */
export interface NodeEndpoint extends HostAddress {
  readonly node: string;
  readonly username: string;
  readonly authentication: EndpointAuthentication;
  /** Jump hosts, nearest first. */
  readonly jumps: readonly JumpHost[];
  readonly connectMilliseconds: number;
  /** Time limit of a command; 0 for no limit. */
  readonly commandMilliseconds: number;
  /** Interval of keepalives; 0 for none. */
  readonly keepaliveMilliseconds: number;
  /** Whether commands get the variables of the job. */
  readonly sendsEnvironment: boolean;
  /** Whether a helper may run on the node for the steps of a job. */
  readonly allowsHelper: boolean;
  readonly usesAgent: boolean;
  readonly wantsTerminal: boolean;
  readonly windows: boolean;
  /** How a server with an unknown key is handled. */
  readonly hostKeyMode: HostKeyMode;
  readonly sudo?: SudoSettings;
  readonly secondSudo?: SudoSettings;
}

const Path = z.string().trim().min(1, { error: 'is empty' });

const Attributes = z.object({
  hostname: Address,
  username: z.string({ error: 'is missing' }).min(1, { error: 'is empty' }),
  osFamily: z.string().default('unix'),
  'ssh-authentication': z
    .enum(['privateKey', 'password'], { error: 'is neither "privateKey" nor "password"' })
    .default('privateKey'),
  'ssh-key-storage-path': Path.optional(),
  'ssh-keypath': Path.optional(),
  'ssh-key-passphrase-storage-path': Path.optional(),
  'ssh-key-passphrase-option': OptionName.optional(),
  'ssh-password-storage-path': Path.optional(),
  'ssh-password-option': OptionName.prefault('option.sshPassword'),
  'ssh-connect-timeout': Duration(1, 'milliseconds').prefault('30000'),
  'ssh-command-timeout': Duration(1, 'milliseconds').prefault('0'),
  'keep-alive-interval': Duration(1000, 'seconds').prefault('15'),
  'ssh-jump-host': JumpHosts.optional(),
  'ssh-send-env': Switch.prefault('true'),
  'ssh-keep-helper': Switch.prefault('true'),
  'local-ssh-agent': Switch.prefault('false'),
  'always-set-pty': Switch.prefault('false'),
  'ssh-host-key-checking': z
    .enum(['strict', 'accept-new'], { error: 'is neither "strict" nor "accept-new"' })
    .default('accept-new'),
});
type Attributes = z.infer<typeof Attributes>;

/**
 * Reads the SSH settings of a node. References in its attributes must already be expanded. If `hostname` is missing,
 * the node's name is used.
 *
 * @throws SshFailure `ConfigurationFailure` with the node and the attribute
 */
export function readNodeEndpoint(node: Node): NodeEndpoint {
  const { hostname = node.name, ...others } = node.attributes;
  const read = parsed(node, Attributes, { ...userAtHost(hostname), ...others }, '');
  const sudo = sudoSettings(node, 'sudo-');
  const secondSudo = sudoSettings(node, 'sudo2-');
  return {
    node: node.name,
    host: read.hostname.host,
    port: read.hostname.port,
    username: read.username,
    authentication: authentication(read),
    jumps: read['ssh-jump-host'] ?? [],
    connectMilliseconds: read['ssh-connect-timeout'],
    commandMilliseconds: read['ssh-command-timeout'],
    keepaliveMilliseconds: read['keep-alive-interval'],
    sendsEnvironment: read['ssh-send-env'],
    allowsHelper: read['ssh-keep-helper'],
    usesAgent: read['local-ssh-agent'] || !hasCredential(read),
    wantsTerminal: read['always-set-pty'],
    windows: /windows/i.test(read.osFamily),
    hostKeyMode: read['ssh-host-key-checking'],
    ...(sudo && { sudo }),
    ...(secondSudo && { secondSudo }),
  };
}

function authentication(read: Attributes): EndpointAuthentication {
  if (read['ssh-authentication'] === 'password') {
    return {
      kind: 'password',
      password: passwordReference(read['ssh-password-storage-path'], read['ssh-password-option']),
    };
  }
  const key: SecretReference | undefined = read['ssh-key-storage-path']
    ? { kind: 'storage', path: read['ssh-key-storage-path'], holds: 'private' }
    : read['ssh-keypath']
      ? { kind: 'file', path: read['ssh-keypath'] }
      : undefined;
  const path = read['ssh-key-passphrase-storage-path'];
  const option = read['ssh-key-passphrase-option'];
  return {
    kind: 'privateKey',
    ...(key && { key }),
    ...((path || option) && { passphrase: passwordReference(path, option ?? '') }),
  };
}

function hasCredential(read: Attributes): boolean {
  if (read['ssh-authentication'] === 'password') return true;
  return read['ssh-key-storage-path'] !== undefined || read['ssh-keypath'] !== undefined;
}

function sudoSettings(node: Node, prefix: SudoPrefix): SudoSettings | undefined {
  const own = Object.entries(node.attributes)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value]);
  // Skip the parsing: most nodes have no such attributes, and compiling patterns costs more than a command.
  if (own.length === 0) return undefined;
  return parsed(node, SUDO_ATTRIBUTES[prefix], Object.fromEntries(own), prefix);
}

function parsed<T>(node: Node, schema: z.ZodType<T>, attributes: unknown, prefix: string): T {
  const result = schema.safeParse(attributes);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const attribute = `${prefix}${issue?.path.join('.') ?? ''}`;
  throw new SshFailure(
    'ConfigurationFailure',
    `The attribute ${attribute} of node ${node.name} ${issue?.message ?? 'is not valid'}.`,
    `Correct ${attribute} of that node.`,
  );
}
