import { LOG_LEVELS } from '../../../protocol/filters/line-filter.ts';
import { LinkRefusal } from '../../link/link-refusal.ts';
import type {
  Command,
  LinkRequestName,
  LinkRequests,
  OperationHooks,
  OutputFilters,
  Terminal,
} from '../../link/messages.ts';
import { remoteStep } from './remote-parsing.ts';
import type { RequestFields } from './request-fields.ts';

/** Ids become file names. */
const OPERATION_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** What a terminal's size may be. */
const LARGEST_SIDE = 10_000;

type Parsers = { [Name in LinkRequestName]: (fields: RequestFields) => LinkRequests[Name]['body'] };

/** One reader for each request's body. Each throws `LinkRefusal` (`unreadable`). */
export const PARSERS: Parsers = {
  attach: (fields) => ({ version: fields.count('version') }),
  prepare: (fields) => ({ operationId: operationId(fields), terminal: terminal(fields) }),
  open: (fields) => ({ operationId: operationId(fields), command: command(fields.fieldsOf('command')) }),
  'prepare-and-open': (fields) => ({
    operationId: operationId(fields),
    terminal: terminal(fields),
    command: command(fields.fieldsOf('command')),
  }),
  abandon: only,
  subscribe: (fields) => ({
    ...only(fields),
    fromOffset: fields.count('fromOffset'),
    window: fields.count('window', 1),
  }),
  unsubscribe: only,
  release: (fields) => ({ ...only(fields), offset: fields.count('offset') }),
  cancel: (fields) => ({ ...only(fields), graceMilliseconds: fields.count('graceMilliseconds') }),
  input: only,
  resize: (fields) => ({ ...only(fields), ...size(fields) }),
  forget: only,
  status: () => ({}),
  shutdown: (fields) => ({ whenIdle: fields.flag('whenIdle') }),
};

/** Whether a request of that name exists. */
export function isRequestName(name: string): name is LinkRequestName {
  return Object.hasOwn(PARSERS, name);
}

/** Reads the field `operationId`. */
export function operationId(fields: RequestFields): string {
  const id = fields.text('operationId');
  if (!OPERATION_ID.test(id)) throw new LinkRefusal('unreadable', 'The request names no operation.');
  return id;
}

function only(fields: RequestFields): { operationId: string } {
  return { operationId: operationId(fields) };
}

function terminal(fields: RequestFields): Terminal {
  return fields.get('terminal') === false ? false : size(fields.fieldsOf('terminal'));
}

function size(fields: RequestFields): { columns: number; rows: number } {
  const side = (name: string) => Math.min(fields.count(name, 1), LARGEST_SIDE);
  return { columns: side('columns'), rows: side('rows') };
}

function command(fields: RequestFields): Command {
  const script = fields.has('script') ? fields.fieldsOf('script') : undefined;
  return {
    argv: fields.texts('argv'),
    env: fields.textsByName('env'),
    masks: fields.texts('masks'),
    ...(fields.has('mask') && { mask: fields.text('mask') }),
    ...(fields.has('filters') && { filters: outputFilters(fields.fieldsOf('filters')) }),
    ...(fields.has('hooks') && { hooks: operationHooks(fields.fieldsOf('hooks')) }),
    ...(fields.has('cwd') && { cwd: fields.text('cwd') }),
    ...(fields.has('remote') && { remote: remoteStep(fields.fieldsOf('remote')) }),
    ...(script && { script: { text: script.text('text'), extension: script.text('extension') } }),
  };
}

function operationHooks(fields: RequestFields): OperationHooks {
  return {
    ...(fields.has('before') && { before: fields.texts('before') }),
    ...(fields.has('after') && { after: fields.texts('after') }),
    timeoutMilliseconds: fields.count('timeoutMilliseconds', 1),
    context: fields.textsByName('context'),
  };
}

function outputFilters(fields: RequestFields): OutputFilters {
  const filters = fields.listOf('filters').map((filter) => ({
    type: filter.text('type'),
    config: { ...filter.textsByName('config') },
  }));
  return { filters, shown: fields.oneOf('shown', LOG_LEVELS) };
}
