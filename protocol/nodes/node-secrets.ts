import { isRunnerKeyPath } from '../entities/runner-key-path.ts';

type Attributes = Readonly<Record<string, string>>;

/** Attributes that name a secret in key storage. */
const STORAGE_PATH = /^(?:ssh-(?:key|password|key-passphrase)|sudo2?-password)-storage-path$/;
/** Attributes that name an option of the job which holds a secret, with the options that they mean when left out. */
const OPTIONS: Readonly<Record<string, string>> = {
  'ssh-password-option': 'sshPassword',
  'ssh-key-passphrase-option': 'sshKeyPassphrase',
  'sudo-password-option': 'sudoPassword',
  'sudo2-password-option': 'sudo2Password',
};

/** Paths in the coordinator's key storage that a node's attributes name, each with the attribute. */
export function storedSecretsOf(attributes: Attributes): { attribute: string; path: string }[] {
  return Object.entries(attributes)
    .filter(([name, path]) => STORAGE_PATH.test(name) && path.trim() !== '' && !isRunnerKeyPath(path))
    .map(([attribute, path]) => ({ attribute, path: path.trim() }));
}

/** Names of the options that may hold a secret for a node. */
export function secretOptionsOf(attributes: Attributes): string[] {
  return Object.entries(OPTIONS).map(([attribute, usual]) => optionName(attributes[attribute] ?? usual));
}

/** `option.NAME`, or the name alone. */
function optionName(written: string): string {
  return written.trim().replace(/^option\./, '');
}
