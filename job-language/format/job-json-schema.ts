import { z } from 'zod';
import { Job } from './job.ts';

let made: Record<string, unknown> | undefined;

/** JSON Schema (2020-12) of a job file, a list of jobs or one, for editors that complete and describe its keys. */
export function jobJsonSchema(): Record<string, unknown> {
  made ??= makeSchema();
  return made;
}

function makeSchema(): Record<string, unknown> {
  const { $schema, $defs, ...job } = z.toJSONSchema(Job, { io: 'input', unrepresentable: 'any' });
  return {
    $schema,
    title: 'Rundeck jobs',
    anyOf: [{ type: 'array', items: { $ref: '#/$defs/job' } }, { $ref: '#/$defs/job' }],
    $defs: { ...$defs, job },
  };
}
