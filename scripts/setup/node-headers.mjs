import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * Returns the installation prefix of a Node whose headers are on this machine, so that node-gyp need not download them:
 * the Node that runs this script, the one that runs npm, or one on the PATH. Native modules here use Node-API, so the
 * headers of one supported Node work for all.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string | undefined}
 */
export function nodeHeadersPrefix(environment = process.env) {
  const executables = [
    process.execPath,
    environment['npm_node_execpath'],
    ...(environment['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node')),
  ];
  return executables
    .filter((executable) => executable !== undefined)
    .map((executable) => dirname(dirname(executable)))
    .find((prefix) => existsSync(join(prefix, 'include', 'node', 'node_version.h')));
}

/** Variables that `npm run` sets for its script, which another npm must not read as settings. */
const OF_THE_RUNNING_NPM =
  /^(npm_(lifecycle|package)_|npm_config_(loglevel|(local_|global_)?prefix|user_agent|npm_version|node_gyp)$|npm_command$|INIT_CWD$)/;

/**
 * Returns the environment for `npm ci`: node-gyp uses the headers of this machine, and the checkout's own programs are
 * not on the PATH, because the installation replaces them.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {NodeJS.ProcessEnv}
 */
export function installEnvironment(environment = process.env) {
  const prefix = nodeHeadersPrefix(environment);
  const path = (environment['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(join('node_modules', '.bin')))
    .join(delimiter);
  const passedOn = Object.entries(environment).filter(([name]) => !OF_THE_RUNNING_NPM.test(name));
  return {
    ...Object.fromEntries(passedOn),
    PATH: path,
    ...(prefix === undefined ? {} : { npm_config_nodedir: prefix }),
  };
}
