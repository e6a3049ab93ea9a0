import type { Command } from 'commander';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

export type ExecutionModeName = 'active' | 'passive';

export interface ModeFlags {
  /** Delay, such as `2h30m`. */
  readonly in?: string;
}

/** Declares an argument for the new mode, and an option for a delay. */
export function modeArgument(command: Command): Command {
  return command
    .argument('[mode]', 'active or passive; shows the mode if it is left out', parseMode)
    .option('--in <delay>', 'change the mode after a delay, such as 2h30m');
}

/** Throws `usage` for a delay without a mode. */
export function requireMode(mode: ExecutionModeName | undefined, delay: string | undefined): void {
  if (mode !== undefined || delay === undefined) return;
  throw new OutrunnerError('usage', {
    problem: 'The option --in needs the new mode.',
    remedy: 'Add active or passive.',
  });
}

function parseMode(text: string): ExecutionModeName {
  if (text === 'active' || text === 'passive') return text;
  throw new OutrunnerError('usage', {
    problem: `"${text}" is not an execution mode.`,
    remedy: 'Use active or passive.',
  });
}
