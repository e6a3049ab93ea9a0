import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const CHECK_EVERY_MS = 250;

/**
 * Does `act` while no other process of this machine does an act under the same lock.
 *
 * The lock is a folder, since making one is atomic everywhere; it names its owner's process id, so that the lock
 * of a process that was killed is taken over instead of waited for.
 *
 * @template T
 * @param {string} lock path of the lock folder
 * @param {() => T | Promise<T>} act
 * @param {(owner: number) => void} [onWait] told once, when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(lock, act, onWait) {
  mkdirSync(dirname(lock), { recursive: true });
  for (let told = false; !take(lock); ) {
    const owner = ownerOf(lock);
    if (owner !== undefined && !isAlive(owner)) {
      rmSync(lock, { recursive: true, force: true });
      continue;
    }
    if (!told && owner !== undefined) {
      onWait?.(owner);
      told = true;
    }
    await pause(CHECK_EVERY_MS);
  }
  try {
    return await act();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(lock, 'pid'), String(process.pid));
  return true;
}

/**
 * @param {string} lock
 * @returns {number | undefined} undefined in the moment between taking the lock and naming its owner
 */
function ownerOf(lock) {
  try {
    return Number(readFileSync(join(lock, 'pid'), 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
