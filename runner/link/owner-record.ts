import { linkSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { isDamage } from '../../support/files/damage.ts';
import { readSmallFileSync } from '../../support/files/small-file.ts';
import { systemCode } from '../../support/files/system-code.ts';

/**
 * The owner of a data dir: the keeper that listens on `socketPath`. The record is valid only while that process is
 * running.
 */
export interface OwnerRecord {
  readonly pid: number;
  readonly startTime: string;
  readonly bootId: string;
  readonly socketPath: string;
}

const FORMAT = 1;
const NAME = /^owner\.(\d{1,15})$/;

export interface KeeperOwnership {
  /** Number of the newest record; 0 if there has never been one. */
  readonly number: number;
  readonly owner?: OwnerRecord;
  /** Set if the record was written in another folder, so that this folder is a copy of the other one. */
  readonly isCopy?: true;
  /** Set if the newest record is unreadable. The owner is then unknown. */
  readonly damage?: { readonly path: string; readonly problem: string };
}

/** Reads the newest owner record. Throws `data-newer` with the version that wrote it. */
export function readOwner(keeperFolder: string): KeeperOwnership {
  const number = highest(keeperFolder);
  if (number === 0) return { number };
  const path = join(keeperFolder, `owner.${number}`);
  try {
    const text = readSmallFileSync(path);
    // Another process replaced the record after it was listed.
    if (text === undefined) return { number };
    const record: unknown = JSON.parse(text);
    refuseNewer(path, record);
    const damage = { path, problem: 'it is not an owner record' };
    if (!isOwner(record)) return { number, damage };
    const isCopy = 'folder' in record && record.folder !== identityOf(keeperFolder);
    return { number, owner: record, ...(isCopy && { isCopy }) };
  } catch (error) {
    if (error instanceof SyntaxError) return { number, damage: { path, problem: 'it is not valid JSON' } };
    if (!isDamage(error)) throw error;
    return { number, damage: { path, problem: String(error.parameters['problem']) } };
  }
}

/**
 * Writes the record after `number` atomically. Returns false if another process was faster. Numbers only grow, and
 * `remove` is called for a record only after a higher one exists, so a process with a stale number fails.
 */
export function writeOwner(
  keeperFolder: string,
  number: number,
  owner: OwnerRecord,
  remove: (path: string) => void = (path) => rmSync(path, { force: true }),
): boolean {
  mkdirSync(keeperFolder, { recursive: true, mode: 0o700 });
  const beside = join(keeperFolder, `owner.new.${owner.pid}`);
  const record = { format: FORMAT, program: PROGRAM_VERSION, ...owner, folder: identityOf(keeperFolder) };
  writeFileSync(beside, JSON.stringify(record), { mode: 0o600, flush: true });
  try {
    linkSync(beside, join(keeperFolder, `owner.${number + 1}`));
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(beside, { force: true });
  }
  if (highest(keeperFolder) !== number + 1) {
    rmSync(join(keeperFolder, `owner.${number + 1}`), { force: true });
    return false;
  }
  for (const older of numbers(keeperFolder)) {
    if (older <= number) remove(join(keeperFolder, `owner.${older}`));
  }
  return true;
}

function refuseNewer(path: string, record: unknown): void {
  if (typeof record !== 'object' || record === null || !('format' in record) || !('program' in record))
    return;
  const { format, program } = record;
  if (typeof format === 'number' && format > FORMAT && typeof program === 'string')
    throw new OutrunnerError('data-newer', { path, version: program });
}

function isOwner(record: unknown): record is OwnerRecord {
  if (typeof record !== 'object' || record === null) return false;
  const { format, pid, startTime, bootId, socketPath } = record as Readonly<Record<string, unknown>>;
  const texts = [startTime, bootId, socketPath];
  return format === FORMAT && Number.isSafeInteger(pid) && texts.every((text) => typeof text === 'string');
}

/** Returns an id that stays the same if the folder is moved, but changes if it is copied. */
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
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
