import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} Lockfile
 */

/**
 * Returns the packages of the lockfile of `root` that its `node_modules` does not contain in the locked version.
 *
 * npm writes `node_modules/.package-lock.json` last, after it has written all files and run every install script. So
 * that file lists exactly the installed packages, for `npm ci` and `npm install` alike, and it is missing if an
 * installation was interrupted. Packages for other platforms are optional and may be absent.
 *
 * @param {string} root
 * @returns {string[]} paths such as `node_modules/zod`; `['node_modules']` when nothing is installed
 */
export function missingPackages(root) {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return ['node_modules'];
  return packagesNotHeld(readLockfile(join(root, 'package-lock.json')), readLockfile(installedFile));
}

/**
 * @param {Lockfile} wanted
 * @param {Lockfile} held
 * @returns {string[]}
 */
export function packagesNotHeld(wanted, held) {
  return Object.entries(wanted.packages ?? {})
    .filter(([path, locked]) => {
      if (path === '' || locked.link) return false;
      const installed = held.packages?.[path];
      if (installed === undefined) return !(locked.optional || locked.devOptional);
      return installed.version !== locked.version;
    })
    .map(([path]) => path);
}

/**
 * @param {string} file
 * @returns {Lockfile}
 */
function readLockfile(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
