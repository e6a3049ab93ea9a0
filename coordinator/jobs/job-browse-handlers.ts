import type { JOB_BROWSE_ROUTES } from '../../protocol/routes/job-browse-routes.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { Projects } from '../projects/projects.ts';
import type { OptionChecks } from './check/option-checks.ts';
import type { AskedMeta, JobBrowser } from './job-browser.ts';

/** The first API versions with `max` and with `metaExclude`. Earlier versions ignore the parameters. */
const MAX_SINCE = 54;
const META_EXCLUDE_SINCE = 58;

export interface JobBrowseHandlersParts {
  readonly browser: JobBrowser;
  readonly projects: Pick<Projects, 'get'>;
  readonly optionChecks: OptionChecks;
}

export function jobBrowseHandlers(parts: JobBrowseHandlersParts): HandlersOf<keyof typeof JOB_BROWSE_ROUTES> {
  const { browser, projects, optionChecks } = parts;
  return {
    browseJobs: ({ caller, params, query, apiVersion }) =>
      browser.browse(caller, params.project, askedOf(query, query.path ?? '', apiVersion), query),
    browseJobsByFilter: ({ caller, params, query, body, apiVersion }) => {
      // The group is the path that is browsed, and no filter.
      const { groupPath, ...filter } = body;
      const asked = askedOf(query, query.path ?? groupPath ?? '', apiVersion);
      return browser.browse(caller, params.project, asked, { ...query, ...filter });
    },
    getJobMeta: ({ caller, params, query, apiVersion }) =>
      browser.meta(caller, params.job, metaOf(query, apiVersion)),
    validateJobOption: async ({ caller, params, query, body, signal }) => {
      await projects.get(caller, params.project);
      const wasScheduled = query.jobWasScheduled === true;
      const result = await optionChecks.validate({ option: body, wasScheduled }, signal);
      return result.valid ? result : { kind: 'refusal', content: result };
    },
  };
}

interface BrowseQuery extends AskedMeta {
  readonly breakpoint?: number | undefined;
  readonly max?: number | undefined;
}

function askedOf(query: BrowseQuery, path: string, apiVersion: number) {
  const { breakpoint, max } = query;
  return { ...metaOf(query, apiVersion), path, breakpoint, max: apiVersion >= MAX_SINCE ? max : undefined };
}

function metaOf({ meta, metaExclude }: AskedMeta, apiVersion: number): AskedMeta {
  return { meta, metaExclude: apiVersion >= META_EXCLUDE_SINCE ? metaExclude : undefined };
}
