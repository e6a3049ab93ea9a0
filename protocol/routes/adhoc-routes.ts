import { defineRoute, json, optionalForm } from './declare.ts';
import { AdhocCommand, AdhocScript, AdhocStarted, AdhocUrl } from './shapes/adhoc-shapes.ts';

const run = { access: { resource: 'adhoc', action: 'run' }, answer: json(AdhocStarted) } as const;
const command = {
  ...run,
  path: '/project/{project}/run/command',
  summary: 'Run a command now.',
  query: AdhocCommand.shape,
} as const;
const script = {
  ...run,
  path: '/project/{project}/run/script',
  summary: 'Run a script now.',
  query: AdhocScript.shape,
} as const;
const url = {
  ...run,
  path: '/project/{project}/run/url',
  summary: 'Fetch a script and run it now.',
  query: AdhocUrl.shape,
} as const;

/** Ad-hoc commands, as in Rundeck. A query value applies if the body does not contain the key. */
export const ADHOC_ROUTES = {
  runCommand: defineRoute({ ...command, method: 'POST', body: optionalForm(AdhocCommand) }),
  runCommandByGet: defineRoute(command),
  runScript: defineRoute({ ...script, method: 'POST', body: optionalForm(AdhocScript) }),
  runScriptByGet: defineRoute(script),
  runUrl: defineRoute({ ...url, method: 'POST', body: optionalForm(AdhocUrl) }),
  runUrlByGet: defineRoute(url),
} as const;
