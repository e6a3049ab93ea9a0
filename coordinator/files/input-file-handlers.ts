import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { INPUT_FILE_ROUTES } from '../../protocol/routes/input-file-routes.ts';
import type { ExecutionsService } from '../executions/management/executions-service.ts';
import type { HandlersOf } from '../http/handler.ts';
import { mediaTypeOf } from '../http/read-body.ts';
import type { Uploads } from './uploads.ts';

export interface InputFileHandlersParts {
  readonly uploads: Uploads;
  readonly service: Pick<ExecutionsService, 'summary'>;
}

export function inputFileHandlers(parts: InputFileHandlersParts): HandlersOf<keyof typeof INPUT_FILE_ROUTES> {
  const { uploads, service } = parts;
  return {
    uploadFiles: ({ caller, params, query, request }) => {
      if (mediaTypeOf(request) === 'multipart/form-data') return uploads.form(caller, params.job, request);
      const { optionName: option, fileName } = query;
      if (option !== undefined) return uploads.one(caller, params.job, { option, fileName }, request);
      throw new OutrunnerError('invalid-input', {
        what: 'The upload',
        problem: 'it has no option',
        remedy: 'Send a multipart form with fields option.NAME, or put the name of the option into the path.',
      });
    },
    uploadFile: ({ caller, params, query, request }) => {
      const file = { option: params.option, fileName: query.fileName };
      return uploads.one(caller, params.job, file, request);
    },
    listInputFiles: ({ caller, params, query }) => uploads.list(caller, params.job, query),
    getInputFile: ({ caller, params }) => uploads.info(caller, params.file),
    listExecutionFiles: async ({ caller, params }) => {
      await service.summary(caller, params.execution);
      return { files: uploads.ofExecution(params.execution) };
    },
  };
}
