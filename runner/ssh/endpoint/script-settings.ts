import * as z from 'zod';
import { SshFailure } from '../ssh-failure.ts';
import { Switch } from './attribute-schemas.ts';

/** How scripts run on a node, by its attributes. */
export interface ScriptSettings {
  /** Folder of the script file. If absent, the default folder is used. */
  readonly folder?: string;
  /** Whether the file is removed after the script has run. */
  readonly isRemoved: boolean;
  /** Whether the node syncs the file to its disk before it runs. */
  readonly syncs: boolean;
  /** Whether a script file on Windows begins with a byte order mark. PowerShell reads a file without one as ANSI. */
  readonly addsMark: boolean;
  /** Whether the script is passed to the interpreter's standard input instead of a file. */
  readonly isPiped: boolean;
}

const Attributes = z.object({
  'file-copy-destination-dir': z.string().optional(),
  'script-step-remove-tmp-file': Switch.prefault('true'),
  'enable-sync': Switch.prefault('false'),
  'file-copier-add-utf8-bom': Switch.prefault('false'),
  'script-step-piped': Switch.prefault('false'),
});

/**
 * Reads the settings from the node's attributes.
 *
 * @throws SshFailure `ConfigurationFailure` with the node and the attribute
 */
export function readScriptSettings(
  node: string,
  attributes: Readonly<Record<string, string>>,
): ScriptSettings {
  const result = Attributes.safeParse(attributes);
  if (!result.success) {
    const [issue] = result.error.issues;
    const attribute = String(issue?.path[0]);
    throw new SshFailure(
      'ConfigurationFailure',
      `The attribute ${attribute} of node ${node} ${issue?.message ?? 'is not valid'}.`,
      `Correct ${attribute} of that node.`,
    );
  }
  const read = result.data;
  const folder = read['file-copy-destination-dir'];
  return {
    ...(folder !== undefined && { folder }),
    isRemoved: read['script-step-remove-tmp-file'],
    syncs: read['enable-sync'],
    addsMark: read['file-copier-add-utf8-bom'],
    isPiped: read['script-step-piped'],
  };
}
