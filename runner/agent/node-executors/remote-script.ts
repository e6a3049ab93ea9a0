import { basename } from 'node:path/posix';
import { type ExpandedScript, SCRIPT_FILE } from '../../../job-language/expansion/expand-operation.ts';
import { scriptCommandLine } from '../../../job-language/expansion/script-command-line.ts';
import { interpreterOf } from '../../../job-language/expansion/script-interpreter.ts';
import type { ShellFamily } from '../../../job-language/expansion/shell-family.ts';
import { windowsRemoveCommand, windowsScriptLine } from '../../../job-language/expansion/windows-script.ts';
import { quoteForShell } from '../../../support/text/shell-quote.ts';
import type { RemoteStep } from '../../link/remote-step.ts';
import { scriptContent } from '../../ssh/copy/script-content.ts';
import type { ScriptSettings } from '../../ssh/endpoint/script-settings.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';

/** The part of a remote step that runs a script. */
export type ScriptRun = Pick<RemoteStep, 'command' | 'input' | 'script'>;

/**
 * Returns a run of the script from a file on the node. Other users can read the file if its interpreter changes the
 * user.
 */
export function scriptInFile(
  script: ExpandedScript,
  path: string,
  settings: ScriptSettings,
  family: ShellFamily = 'unix',
): ScriptRun {
  const { syncs, isRemoved } = settings;
  const command =
    family === 'unix'
      ? commandLine(scriptCommandLine(script.interpreterArgsQuoted ? script : withInterpreter(script), path))
      : windowsScriptLine(script, path, family);
  const removal = family === 'unix' ? `rm -f ${quoteForShell(path)}` : windowsRemoveCommand(path, family);
  if (command === undefined || removal === undefined)
    throw new SshFailure(
      'ConfigurationFailure',
      `An argument of the script contains a line break or a NUL, which a command line of ${family} cannot contain.`,
      'Pass the value in an option, and let the script read its environment variable.',
    );
  const mode = changesUser(script.interpreter) ? 0o755 : 0o700;
  const text = copiedText(script.text, settings, family);
  return { command, script: { path, text, mode, syncs, ...(isRemoved && { removal }) } };
}

const BYTE_ORDER_MARK = '\uFEFF';

/** Returns the content of a script's file on its node. */
export function copiedContent(
  { text }: Pick<ExpandedScript, 'text'>,
  settings: Pick<ScriptSettings, 'addsMark'>,
  family: ShellFamily,
): string {
  return scriptContent({ text: copiedText(text, settings, family), windows: family !== 'unix' });
}

/** Returns the text with a byte order mark if the settings ask for one, without converting line endings. */
function copiedText(
  text: string,
  { addsMark }: Pick<ScriptSettings, 'addsMark'>,
  family: ShellFamily,
): string {
  // On Unix, the byte order mark would hide the interpreter line.
  if (!addsMark || family === 'unix' || text.startsWith(BYTE_ORDER_MARK)) return text;
  return `${BYTE_ORDER_MARK}${text}`;
}

/** Passes the text to the interpreter's standard input: nothing is written on the node, and any user can run it. */
export function scriptInInput(script: ExpandedScript): ScriptRun {
  const read = withInterpreter(script);
  const [from, ...more] = isPlaced(script) ? ['/dev/stdin'] : readsInput(read.interpreter);
  const placed = scriptCommandLine({ ...read, args: [...more, ...script.args] }, from ?? '-');
  return { command: commandLine(placed), input: script.text };
}

/**
 * Adds the interpreter in the first line of the text if the configured one only changes the user, as `sudo -u app`
 * does. The script then also runs from a `noexec` mount.
 */
function withInterpreter(script: ExpandedScript): ExpandedScript {
  const { interpreter, text } = script;
  if (isPlaced(script) || !changesUser(interpreter) || namesInterpreter(interpreter)) return script;
  return { ...script, interpreter: [...interpreter, ...interpreterOf(text)] };
}

function isPlaced({ interpreter }: ExpandedScript): boolean {
  return interpreter.some((part) => part.includes(SCRIPT_FILE));
}

const SHELLS = /^(?:(?:ba|da|a|k|mk|pdk|z)?sh|busybox)$/;
const USER_CHANGERS: ReadonlySet<string> = new Set(['sudo', 'su', 'doas', 'runuser']);

function changesUser([first = '']: readonly string[]): boolean {
  return USER_CHANGERS.has(basename(first));
}

/** Returns whether a command follows the options of the program that changes the user, as in `sudo -u app python3`. */
function namesInterpreter([, ...words]: readonly string[]): boolean {
  const isOption = (word: string) => word.startsWith('-');
  const takesValue = (word: string | undefined) => word !== undefined && /^-[ugpCrtTUhDR]$/.test(word);
  return words.some((word, at) => !isOption(word) && !takesValue(words[at - 1]));
}

/**
 * Returns the arguments that make an interpreter read its program from standard input and accept no further options.
 */
function readsInput(interpreter: readonly string[]): string[] {
  const shell = interpreter.findLastIndex((word) => SHELLS.test(basename(word)));
  const takesValue = (word = '') => /^[-+][A-Za-z]*[oO]$|^--(?:rcfile|init-file)$/.test(word);
  const areOptions = interpreter
    .slice(shell + 1)
    .every((word, at) => /^[-+]/.test(word) || takesValue(interpreter[shell + at]));
  return shell >= 0 && areOptions ? ['-s', '--'] : ['-'];
}

function commandLine(words: readonly string[]): string {
  return words.map(quoteForShell).join(' ');
}
