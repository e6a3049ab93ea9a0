import { createRequire } from 'node:module';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { type EmbeddedBinary, extractBinary } from './embedded-binary.ts';

/** Both ends of a pseudo-terminal. Neither is closed on exec: see `InheritableDescriptors`. */
export interface OpenedTerminal {
  readonly master: number;
  readonly slave: number;
  /** Path of the slave device. */
  readonly path: string;
}

/** The part of node-pty that opens a terminal without starting a program in it. */
interface NativeTerminals {
  open(columns: number, rows: number): { master: number; slave: number; pty: string };
  resize(descriptor: number, columns: number, rows: number): void;
}

export type TerminalDriver =
  | { readonly available: false; readonly reason: string }
  | {
      readonly available: true;
      open(columns: number, rows: number): OpenedTerminal;
      resize(master: number, columns: number, rows: number): void;
    };

const NOT_ON_WINDOWS = {
  available: false,
  reason: 'Steps in a pseudo-terminal do not run on Windows runners.',
} as const;

/** Finds node-pty or its prebuilt binary. If neither is found, steps in a terminal fail with `reason`. */
export function findTerminalDriver(programPath = process.argv[1] ?? process.cwd()): TerminalDriver {
  if (process.platform === 'win32') return NOT_ON_WINDOWS;
  const load = createRequire(programPath);
  const candidates: (() => unknown)[] = [
    () => (load('node-pty') as { native: unknown }).native,
    () => load(`@lydell/node-pty-${process.platform}-${process.arch}/pty.node`),
  ];
  for (const candidate of candidates) {
    try {
      const native = candidate();
      if (isNative(native)) return driver(native);
    } catch {
      // The module is missing or built for another platform: try the next one.
    }
  }
  return {
    available: false,
    reason: `The step asks for a pseudo-terminal, and node-pty has no binary for ${process.platform}-${process.arch} on this runner.`,
  };
}

/**
 * Loads the binary that is embedded in the program, which is extracted to `folder`. On failure, steps in a terminal
 * fail with `reason`.
 */
export function embeddedTerminalDriver(binary: EmbeddedBinary, folder: string): TerminalDriver {
  if (process.platform === 'win32') return NOT_ON_WINDOWS;
  try {
    const path = extractBinary(binary, folder);
    const native: unknown = createRequire(path)(path);
    if (isNative(native)) return driver(native);
    return { available: false, reason: `${path} is not a binary for pseudo-terminals.` };
  } catch (error) {
    const reason = `The step asks for a pseudo-terminal, and its binary does not load: ${problemOf(error)}`;
    return { available: false, reason };
  }
}

function driver(native: NativeTerminals): TerminalDriver {
  return {
    available: true,
    open(columns, rows) {
      const { master, slave, pty } = native.open(columns, rows);
      return { master, slave, path: pty };
    },
    resize: (master, columns, rows) => native.resize(master, columns, rows),
  };
}

function isNative(value: unknown): value is NativeTerminals {
  return typeof value === 'object' && value !== null && 'open' in value && 'resize' in value;
}
