import { ProjectName } from '../ids.ts';
import { json, NO_BODY, optionalForm } from './declare.ts';
import { defineRoute } from './route.ts';
import { AdhocCommand, AdhocScript, AdhocStarted, AdhocUrl } from './shapes/adhoc-shapes.ts';

const run = {
  base: 'api',
  access: { resource: 'adhoc', action: 'run' },
  params: { project: ProjectName },
  status: 200,
  answer: json(AdhocStarted),
} as const;
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

/** Ad-hoc commands, as in Rundeck. Query values are the fallback for absent body values. */
export const ADHOC_ROUTES = {
  runCommand: defineRoute({ ...command, method: 'POST', body: optionalForm(AdhocCommand) }),
  runCommandByGet: defineRoute({ ...command, method: 'GET', body: NO_BODY }),
  runScript: defineRoute({ ...script, method: 'POST', body: optionalForm(AdhocScript) }),
  runScriptByGet: defineRoute({ ...script, method: 'GET', body: NO_BODY }),
  runUrl: defineRoute({ ...url, method: 'POST', body: optionalForm(AdhocUrl) }),
  runUrlByGet: defineRoute({ ...url, method: 'GET', body: NO_BODY }),
} as const;
