import type * as z from 'zod';
import type { OperationTemplate, PluginTemplate } from '../../protocol/runner/operation-template.ts';
import { findPlugin } from './built-in-plugins.ts';

type Configuration = PluginTemplate['configuration'];

/** Maximum size of a script that a step of `script-file-command` fetches, in bytes. */
const LARGEST_SCRIPT = 10 * 1024 * 1024;

/**
 * Returns the unexpanded action of a step of type `type`; undefined for an unknown plugin. Rundeck's plugins for
 * commands and scripts (`exec-command`, `script-inline`, `script-file-command`) give the same actions as `exec`,
 * `script`, `scriptfile` and `scripturl` steps.
 */
export function pluginTemplate(type: string, configuration: Configuration): OperationTemplate | undefined {
  const read = (name: string) => textOf(configuration[name]);
  switch (type) {
    case 'exec-command':
      return { kind: 'exec', command: read('adhocRemoteString') ?? '', pty: false };
    case 'script-inline':
      return { kind: 'script', script: read('adhocLocalString') ?? '', ...scriptRun(configuration) };
    case 'script-file-command': {
      const place = read('adhocFilepath') ?? '';
      const expandTokens = read('expandTokenInScriptFile') === 'true';
      const run = scriptRun(configuration);
      return /^(https?|file):/i.test(place)
        ? { kind: 'script-url', url: place, maxBytes: LARGEST_SCRIPT, expandTokens, ...run }
        : { kind: 'script-file', path: place, expandTokens, ...run };
    }
    default: {
      const plugin = findPlugin(type);
      return plugin && { kind: 'plugin', provider: plugin.name, configuration, pty: false };
    }
  }
}

function scriptRun(configuration: Configuration) {
  const read = (name: string) => textOf(configuration[name]);
  const [args, interpreter, fileExtension] = [
    read('argString'),
    read('scriptInterpreter'),
    read('fileExtension'),
  ];
  return {
    ...(args === undefined ? {} : { args }),
    ...(interpreter === undefined ? {} : { interpreter }),
    ...(read('interpreterArgsQuoted') === 'true' ? { interpreterArgsQuoted: true } : {}),
    ...(fileExtension === undefined ? {} : { fileExtension }),
    pty: false,
  };
}

function textOf(value: z.core.util.JSONType | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
