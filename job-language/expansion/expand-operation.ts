import type {
  CommandTemplate,
  OperationTemplate,
  PluginTemplate,
} from '../../protocol/runner/operation-template.ts';
import type { OperationValues } from '../../protocol/runner/operation-values.ts';
import { environmentOf } from './environment.ts';
import { expandArguments } from './expand-arguments.ts';
import { expandCommand } from './expand-command.ts';
import { expandScript } from './expand-script.ts';
import { interpreterOf } from './script-interpreter.ts';
import { SCRIPT_EXTENSIONS, type ShellFamily } from './shell-family.ts';
import { groupedValues, lookupIn, type ValueLookup } from './value-lookup.ts';
import { expandWindowsCommand } from './windows-command.ts';

/** A script whose text is inline, in a file or at a URL. */
type AnyScript = Exclude<OperationTemplate, CommandTemplate | PluginTemplate>;

/** The command to execute. `environment` contains only the `RD_*` variables. */
export interface ExpandedExec {
  readonly kind: 'exec';
  readonly argv: readonly string[];
  /** The command line that the shell parses; empty for a program that runs without a shell. */
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Placeholder for the script file in an interpreter. No value can contain this text. */
export const SCRIPT_FILE = '\0';

/** A script to write to a file and to execute with the command line that `scriptCommandLine` returns. */
export interface ExpandedScript {
  readonly kind: 'script';
  readonly text: string;
  /** Program and first arguments; {@link SCRIPT_FILE} marks where the script file goes. May be empty on Windows. */
  readonly interpreter: readonly string[];
  readonly interpreterArgsQuoted: boolean;
  readonly args: readonly string[];
  /** Includes the dot. */
  readonly extension: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The operation cannot be executed with these values. `problem` is shown to users. */
export interface RefusedExpansion {
  readonly kind: 'refused';
  readonly problem: string;
}

/**
 * Expands an operation. Pure, and shared by plans, previews and executions.
 *
 * @param secureValues values of the secure options named in `values.secureOption`; other entries are ignored
 * @param sourceText the text of a script that is in a file or was fetched; without this text, the step is refused
 * @param family the family of the shell that parses the command; `unix` on a runner's own host
 */
export function expandOperation(
  template: OperationTemplate,
  values: OperationValues,
  secureValues: Readonly<Record<string, string>> = {},
  sourceText?: string,
  family: ShellFamily = 'unix',
): ExpandedExec | ExpandedScript | RefusedExpansion {
  const groups = groupedValues(values, secureValues);
  const lookup = lookupIn(groups, values.references);
  const environment = environmentOf(groups, values.references);
  if (Object.values(environment).some((value) => value.includes('\0'))) {
    return {
      kind: 'refused',
      problem: 'A value contains a NUL character, which cannot be passed to a step.',
    };
  }
  if (template.kind === 'exec') {
    const command =
      family === 'unix'
        ? expandCommand(template.command, lookup)
        : expandWindowsCommand(template.command, lookup, family);
    if ('refused' in command) return { kind: 'refused', problem: command.refused };
    return { kind: 'exec', argv: ['/bin/sh', '-c', command.text], command: command.text, environment };
  }
  const text = template.kind === 'script' ? template.script : sourceText;
  if (template.kind === 'plugin' || text === undefined) {
    return { kind: 'refused', problem: `Steps of the kind ${template.kind} cannot be executed.` };
  }
  return { ...expandedScript(template, text, lookup, family), environment };
}

function expandedScript(
  template: AnyScript,
  source: string,
  lookup: ValueLookup,
  family: ShellFamily,
): Omit<ExpandedScript, 'environment'> {
  const written = source.replaceAll('\r\n', '\n');
  const expands = template.kind === 'script' || template.expandTokens;
  const text = expands ? expandScript(written, lookup) : written;
  const interpreter = expandArguments(template.interpreter ?? '', lookup, SCRIPT_FILE);
  return {
    kind: 'script',
    text,
    interpreter: interpreter.length > 0 || family !== 'unix' ? interpreter : interpreterOf(text),
    interpreterArgsQuoted: template.interpreterArgsQuoted === true && interpreter.length > 0,
    args: expandArguments(template.args ?? '', lookup),
    extension: extensionOf(template.fileExtension, family),
  };
}

function extensionOf(given: string | undefined, family: ShellFamily): string {
  const ending = (given ?? '')
    .trim()
    .replace(/^\.+/, '')
    .replace(/[^A-Za-z0-9_.-]/g, '_')
    .slice(0, 32);
  return ending === '' ? SCRIPT_EXTENSIONS[family] : `.${ending}`;
}
