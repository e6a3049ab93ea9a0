import * as z from 'zod';
import { ownValue } from '../../support/records/own-value.ts';
import { JsonTooDeep, parseBoundedJson } from '../../support/text/bounded-json.ts';
import type { Node } from '../nodes/node.ts';

const Variables = z.record(z.string(), z.unknown());
const Group = z
  .union([
    z.looseObject({ hosts: z.array(z.string()).optional(), children: z.array(z.string()).optional() }),
    z.array(z.string()).transform((hosts) => ({ hosts, children: undefined })),
  ])
  .catch({});
const Listing = z
  .looseObject({ _meta: z.looseObject({ hostvars: z.record(z.string(), Variables).default({}) }).optional() })
  .transform(({ _meta, ...groups }) => ({
    variables: _meta?.hostvars ?? {},
    groups: new Map(Object.entries(groups).map(([name, group]) => [name, Group.parse(group)])),
  }));
type Listing = z.output<typeof Listing>;

/** Groups that Ansible always defines. They do not become tags. */
const NO_TAGS: readonly string[] = ['all', 'ungrouped'];
/** Variables that are mapped to attributes, and therefore not copied like the others. */
const MAPPED: readonly string[] = [
  ...[
    'ansible_host',
    'ansible_ssh_host',
    'ansible_port',
    'ansible_ssh_port',
    'ansible_user',
    'ansible_ssh_user',
  ],
  ...['ansible_ssh_private_key_file', 'hostname', 'nodename', 'tags'],
];
const SECRET = /pass(?:word|wd|phrase)?s?$|_pass_|passw|secret|token|api_?key|credential/i;
const LONGEST_VALUE = 4096;

/**
 * Returns the nodes of the output of `ansible-inventory --list`. Groups, including enclosing ones, become tags;
 * variables become attributes. Variables whose name suggests a secret, or whose value Ansible Vault encrypted, are left
 * out. Throws if the text is not such a listing; the error does not quote the text.
 */
export function ansibleNodes(text: string): Node[] {
  const listing = Listing.safeParse(jsonOf(text)).data;
  if (listing === undefined) throw new Error('it is not a listing of ansible-inventory');
  const groupsOf = groupsByHost(listing);
  const names = new Set([...Object.keys(listing.variables), ...groupsOf.keys()]);
  return [...names]
    .sort()
    .map((name) => nodeOf(name, ownValue(listing.variables, name) ?? {}, groupsOf.get(name) ?? new Set()));
}

function jsonOf(text: string): unknown {
  try {
    return parseBoundedJson(text);
  } catch (error) {
    throw error instanceof JsonTooDeep ? error : new Error('the listing is not JSON');
  }
}

function groupsByHost({ groups }: Listing): Map<string, Set<string>> {
  const parents = new Map<string, string[]>();
  for (const [name, { children }] of groups)
    for (const child of children ?? []) parents.set(child, [...(parents.get(child) ?? []), name]);
  const byHost = new Map<string, Set<string>>();
  for (const [name, { hosts }] of groups) {
    const around = withAncestors(name, parents);
    for (const host of hosts ?? []) byHost.set(host, new Set([...(byHost.get(host) ?? []), ...around]));
  }
  return byHost;
}

function withAncestors(group: string, parents: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>();
  const open = [group];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    for (const parent of parents.get(name) ?? []) open.push(parent);
  }
  return found;
}

function nodeOf(name: string, variables: z.infer<typeof Variables>, groups: ReadonlySet<string>): Node {
  const text = (...names: string[]) =>
    names.map((it) => textOf(variables[it])).find((it) => it !== undefined);
  const others = Object.entries(variables).flatMap(([key, value]) => {
    const written = MAPPED.includes(key) || SECRET.test(key) ? undefined : textOf(value);
    return written === undefined ? [] : [[key, written] as const];
  });
  const user = text('ansible_user', 'ansible_ssh_user');
  const key = text('ansible_ssh_private_key_file');
  const isLocal = variables['ansible_connection'] === 'local';
  const own = (textOf(variables['tags']) ?? '').split(',').map((tag) => tag.trim());
  return {
    name,
    tags: [...new Set([...groups, ...own])].filter((tag) => tag !== '' && !NO_TAGS.includes(tag)).sort(),
    attributes: {
      osFamily: osFamily(variables),
      ...(isLocal ? { 'node-executor': 'local' } : {}),
      ...Object.fromEntries(others),
      hostname: address(
        text('ansible_host', 'ansible_ssh_host') ?? name,
        text('ansible_port', 'ansible_ssh_port'),
      ),
      ...(user === undefined ? {} : { username: user }),
      ...(key === undefined ? {} : { 'ssh-keypath': key }),
    },
  };
}

function address(host: string, port: string | undefined): string {
  if (port === undefined) return host;
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}

function osFamily(variables: z.infer<typeof Variables>): string {
  const says = (name: string, pattern: RegExp) => pattern.test(textOf(variables[name]) ?? '');
  const isWindows =
    says('ansible_os_family', /^windows$/i) ||
    says('ansible_connection', /^(?:winrm|psrp)$/) ||
    says('ansible_shell_type', /^(?:powershell|cmd)$/);
  return isWindows ? 'windows' : 'unix';
}

/** Returns a variable's value as text; undefined if the value is empty, too long, or encrypted by Ansible Vault. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return undefined;
  const json = JSON.stringify(value);
  if (json.includes('__ansible_vault') || json.length > LONGEST_VALUE) return undefined;
  const isList = Array.isArray(value) && value.every((item) => ['string', 'number'].includes(typeof item));
  return isList ? value.join(',') : json;
}
