import { z } from 'zod';
import { Job } from './job.ts';
import { KNOWN_KEYS } from './keys/known-keys.ts';

/** JSON Schema (2020-12) of a job file, a list of jobs or one, for editors that complete and describe its keys. */
export function jobJsonSchema(): Record<string, unknown> {
  const { $schema, $defs, ...job } = z.toJSONSchema(Job, { io: 'input', unrepresentable: 'any' });
  return {
    $schema,
    title: 'Rundeck jobs',
    anyOf: [{ type: 'array', items: { $ref: '#/$defs/job' } }, { $ref: '#/$defs/job' }],
    $defs: { ...$defs, job: { ...job, properties: { ...job.properties, ...unexecutedKeys() } } },
  };
}

/** Keys of a job that the schema has no shape for: described, and told apart from slips of the pen. */
function unexecutedKeys(): Record<string, { description: string }> {
  const keys = KNOWN_KEYS.filter(
    (known) => known.place === 'job' && known.status !== 'executed' && !(known.key in Job.in.shape),
  );
  return Object.fromEntries(
    keys.map(({ key, status, description }) => [
      key,
      { description: status === 'refused' ? `${description} Not executed yet.` : description },
    ]),
  );
}
