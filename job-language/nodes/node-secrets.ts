import type { KeyKind } from '../../protocol/entities/key-record.ts';

type Attributes = Readonly<Record<string, string>>;

/** A key that an attribute of a node refers to. */
export interface NamedKey {
  readonly attribute: string;
  readonly path: string;
  /** The kind of key that the attribute needs. */
  readonly kind: KeyKind;
}

/** A password that a step sends to its node: a stored key, or the value of an option. */
export interface SentPassword {
  /** The attribute that makes the step send it. */
  readonly attribute: string;
  readonly from:
    | { readonly kind: 'path'; readonly path: string }
    | { readonly kind: 'option'; readonly name: string };
}

/** Attributes that refer to a key, with the kind of key that each needs. */
const KEY_ATTRIBUTES: Readonly<Record<string, KeyKind>> = {
  'ssh-key-storage-path': 'private',
  'ssh-key-passphrase-storage-path': 'password',
  'ssh-password-storage-path': 'password',
  'sudo-password-storage-path': 'password',
  'sudo2-password-storage-path': 'password',
};
/** The passphrase opens the private key on the runner and is never sent to the node. */
const PASSPHRASE_OPTION = { attribute: 'ssh-key-passphrase-option', usual: 'sshKeyPassphrase' } as const;
/**
 * Passwords that are sent to the node. `value` of `attribute` enables each; `usual` is the default name of its option.
 */
const SENT = [
  {
    attribute: 'ssh-authentication',
    value: 'password',
    path: 'ssh-password-storage-path',
    option: 'ssh-password-option',
    usual: 'sshPassword',
  },
  {
    attribute: 'sudo-command-enabled',
    value: 'true',
    path: 'sudo-password-storage-path',
    option: 'sudo-password-option',
    usual: 'sudoPassword',
  },
  {
    attribute: 'sudo2-command-enabled',
    value: 'true',
    path: 'sudo2-password-storage-path',
    option: 'sudo2-password-option',
    usual: 'sudo2Password',
  },
] as const;

/** Returns the keys that attributes refer to, in key storage or on the runner. */
export function namedKeysOf(attributes: Attributes): NamedKey[] {
  return Object.entries(KEY_ATTRIBUTES).flatMap(([attribute, kind]) => {
    const path = attributes[attribute]?.trim() ?? '';
    return path === '' ? [] : [{ attribute, path, kind }];
  });
}

/** Returns the passwords that a step sends to a node with these attributes. */
export function sentPasswordsOf(attributes: Attributes): SentPassword[] {
  return SENT.flatMap(({ attribute, value, path, option, usual }): SentPassword[] => {
    if (attributes[attribute]?.trim().toLowerCase() !== value) return [];
    const stored = attributes[path]?.trim() ?? '';
    if (stored !== '') return [{ attribute, from: { kind: 'path', path: stored } }];
    return [{ attribute, from: { kind: 'option', name: optionName(attributes[option] ?? usual) } }];
  });
}

/** Returns the names of the options that may contain a secret for a node. */
export function secretOptionsOf(attributes: Attributes): string[] {
  const sent = SENT.map(({ option, usual }) => optionName(attributes[option] ?? usual));
  return [...sent, passphraseOptionOf(attributes)];
}

/** Returns the name of the option that may contain the passphrase of a node's private key. */
export function passphraseOptionOf(attributes: Attributes): string {
  return optionName(attributes[PASSPHRASE_OPTION.attribute] ?? PASSPHRASE_OPTION.usual);
}

/** Returns the option name from `option.NAME`, or from the name alone. */
function optionName(written: string): string {
  return written.trim().replace(/^option\./, '');
}
