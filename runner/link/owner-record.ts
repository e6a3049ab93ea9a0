import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';

/** Who owns a data dir: the keeper that listens on that socket. It counts only while exactly that process lives. */
export interface OwnerRecord {
  readonly pid: number;
  readonly startTime: string;
  readonly bootId: string;
  readonly socketPath: string;
}

const FORMAT = 1;
const NAME = /^owner\.(\d{1,15})$/;

export interface Ownership {
  /** Of the newest record; 0 where there was never one. */
  readonly number: number;
  readonly owner?: OwnerRecord;
  /** The record was written into another folder: this one is a copy of it. */
  readonly isCopy?: true;
}

/** Throws `data-newer`, which names the version that wrote it, and `data-damaged` for a format that nothing here knows. */
export function readOwner(keeperFolder: string): Ownership {
  const number = highest(keeperFolder);
  if (number === 0) return { number };
  const path = join(keeperFolder, `owner.${number}`);
  try {
    const record: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof record !== 'object' || record === null || !('format' in record)) return { number };
    if (record.format !== FORMAT) throw anotherFormat(path, record);
    const isCopy = 'folder' in record && record.folder !== identityOf(keeperFolder);
    return { number, owner: record as unknown as OwnerRecord, ...(isCopy && { isCopy }) };
  } catch (error) {
    // It was superseded between the listing and the reading, or a power loss left it empty.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return { number };
    throw error;
  }
}

/**
 * Makes the record that follows `number`, whole or not at all; false if somebody else was first. Numbers only grow, and
 * a record is never removed before a higher one stands, so whoever acts on an old look at the folder loses.
 */
export function writeOwner(keeperFolder: string, number: number, owner: OwnerRecord): boolean {
  mkdirSync(keeperFolder, { recursive: true, mode: 0o700 });
  const beside = join(keeperFolder, `owner.new.${owner.pid}`);
  const record = { format: FORMAT, program: PROGRAM_VERSION, ...owner, folder: identityOf(keeperFolder) };
  writeFileSync(beside, JSON.stringify(record), { mode: 0o600, flush: true });
  try {
    linkSync(beside, join(keeperFolder, `owner.${number + 1}`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(beside, { force: true });
  }
  if (highest(keeperFolder) !== number + 1) {
    rmSync(join(keeperFolder, `owner.${number + 1}`), { force: true });
    return false;
  }
  for (const older of numbers(keeperFolder)) {
    if (older <= number) rmSync(join(keeperFolder, `owner.${older}`), { force: true });
  }
  return true;
}

function anotherFormat(path: string, record: { readonly format?: unknown; readonly program?: unknown }) {
  const { format, program } = record;
  return typeof format === 'number' && format > FORMAT && typeof program === 'string'
    ? new OutrunnerError('data-newer', { path, version: program })
    : new OutrunnerError('data-damaged', { path, problem: `its format ${String(format)} is unknown` });
}

/** The same for a folder that is moved, and never for a copy. */
function identityOf(folder: string): string {
  const { dev, ino } = statSync(folder, { bigint: true });
  return `${dev}:${ino}`;
}

function highest(keeperFolder: string): number {
  return Math.max(0, ...numbers(keeperFolder));
}

function numbers(keeperFolder: string): number[] {
  try {
    return readdirSync(keeperFolder).flatMap((name) => Number(NAME.exec(name)?.[1] ?? Number.NaN) || []);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
