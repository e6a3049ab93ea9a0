import type { DefinitionFormat } from '../../job-language/xml-export/job-definitions.ts';
import type { JOB_EDITING_ROUTES } from '../../protocol/routes/job-editing-routes.ts';
import type { JOB_ROUTES } from '../../protocol/routes/job-routes.ts';
import type { JobInfo } from '../../protocol/routes/shapes/job-shapes.ts';
import { paging, status } from '../executions/management/execution-query.ts';
import type { ExecutionsService } from '../executions/management/executions-service.ts';
import type { HandlersOf, TextReply } from '../http/handler.ts';
import { isForm } from '../http/read-form.ts';
import type { JobEditing } from './job-editing.ts';
import type { Jobs } from './jobs.ts';
import type { Plans } from './plans.ts';
import type { RunnerSelectionPreview } from './runner-selection-preview.ts';

export function jobHandlers(jobs: Jobs, executions: ExecutionsService): HandlersOf<keyof typeof JOB_ROUTES> {
  return {
    listJobs: ({ caller, params, query }) => jobs.list(caller, params.project, query),
    listJobsByFilter: ({ caller, params, query, body }) =>
      jobs.list(caller, params.project, { ...query, ...body }),
    importJobs: ({ caller, params, query, body }) =>
      jobs.import(caller, {
        project: params.project,
        text: body.text,
        format: query.fileformat ?? query.fileFormat ?? query.format ?? formatOf(body.mediaType),
        dupeOption: query.dupeOption,
        uuidOption: query.uuidOption,
        onError: query.onError,
        validateReferences: query.validateJobref === true,
      }),
    exportJobs: async ({ caller, params, query, request }) => {
      const format = query.format ?? acceptedFormat(request.headers.accept);
      return definitions(format, await jobs.export(caller, params.project, format, query));
    },
    getJob: async ({ caller, params, query, request }) => {
      const format = query.format ?? acceptedFormat(request.headers.accept);
      return definitions(format, await jobs.definition(caller, params.job, format));
    },
    getJobInfo: async ({ caller, params, apiVersion }) =>
      infoOf(await jobs.info(caller, params.job), apiVersion),
    getJobWorkflow: ({ caller, params }) => jobs.workflow(caller, params.job),
    deleteJob: ({ caller, params }) => jobs.remove(caller, params.job),
    deleteJobs: ({ caller, query, body }) =>
      jobs.removeAll(caller, [
        ...(query.ids ?? []),
        query.idlist,
        ...[body.idlist].flat(),
        ...(body.ids ?? []),
      ]),
    deleteJobsByQuery: ({ caller, query }) => jobs.removeAll(caller, [...(query.ids ?? []), query.idlist]),
    runJob: ({ caller, params, query, body }) => executions.run(caller, params.job, { ...query, ...body }),
    runJobAsExecutions: ({ caller, params, query, body }) =>
      executions.run(caller, params.job, { ...query, ...body }),
    retryJob: ({ caller, params, query, body }) =>
      executions.retry(caller, params.job, params.execution, { ...query, ...body }),
    listJobExecutions: ({ caller, params, query }) =>
      executions.listOfJob(caller, params.job, {
        isReferenced: query.includeJobRef === true,
        ...status(query.status),
        ...paging(query),
      }),
  };
}

/** The first API version in which the metadata of a job contains its authors. */
const AUTHORS_SINCE = 56;

/** Returns the metadata of a job without the fields that this version of the API lacks. */
function infoOf(info: JobInfo, apiVersion: number): JobInfo {
  if (apiVersion >= AUTHORS_SINCE) return info;
  const { created: _1, createdBy: _2, lastModified: _3, lastModifiedBy: _4, ...rest } = info;
  return rest;
}

export interface JobEditingHandlersParts {
  readonly jobs: Jobs;
  readonly editing: JobEditing;
  readonly selectionPreview: RunnerSelectionPreview;
  readonly plans: Plans;
}

export function jobEditingHandlers(
  parts: JobEditingHandlersParts,
): HandlersOf<keyof typeof JOB_EDITING_ROUTES> {
  const { jobs, editing, selectionPreview, plans } = parts;
  return {
    listJobOverviews: async ({ caller, query }) => ({ jobs: await jobs.overviews(caller, query.project) }),
    getJobText: ({ caller, params }) => editing.text(caller, params.job),
    setJobText: ({ caller, params, body }) => editing.setText(caller, params.job, body.text, body.revision),
    listJobRevisions: async ({ caller, params }) => ({
      revisions: await editing.revisions(caller, params.job),
    }),
    getJobRevision: ({ caller, params }) => editing.revision(caller, params.job, params.revision),
    revertJob: ({ caller, params, body }) => editing.revert(caller, params.job, body.to, body.revision),
    getJobOptions: ({ caller, params }) => jobs.options(caller, params.job),
    setJobSelectors: ({ caller, body }) => editing.setSelectors(caller, body.jobs, body.selector),
    previewChoice: ({ caller, body }) => selectionPreview.preview(caller, body),
    plan: ({ caller, body }) => plans.plan(caller, body),
  };
}

/**
 * Returns the first format in an `Accept` header. The default is YAML, not XML as in Rundeck, because in XML every
 * value is a string.
 */
function acceptedFormat(accept = ''): DefinitionFormat {
  return (
    (/\b(?:application|text)\/(?:x-)?(yaml|json|xml)\b/.exec(accept)?.[1] as DefinitionFormat | undefined) ??
    'yaml'
  );
}

function definitions(format: DefinitionFormat, text: string): TextReply {
  return { kind: 'text', mediaType: `application/${format}`, text };
}

/**
 * Returns the format of a media type such as `application/json`, `text/yaml` or `application/xml`. The default in a
 * form is XML, as in Rundeck.
 */
function formatOf(mediaType: string): 'yaml' | 'json' | 'xml' {
  if (mediaType.endsWith('xml') || isForm(mediaType)) return 'xml';
  return mediaType.endsWith('json') ? 'json' : 'yaml';
}
