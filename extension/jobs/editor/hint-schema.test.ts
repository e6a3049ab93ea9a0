import assert from 'node:assert/strict';
import { jobJsonSchema } from '../../../job-language/format/job-json-schema.ts';
import { hintSchema } from './hint-schema.ts';

describe('the schema for the YAML extension', () => {
  it('describes the keys of the job schema, and lists allowed values as examples', () => {
    const schema = {
      type: 'object',
      required: ['type'],
      properties: {
        type: { description: 'A kind', enum: ['a', 'b'] },
        required: { type: 'array', minItems: 1, items: { type: 'string', pattern: '^a' } },
      },
      additionalProperties: false,
    };
    assert.deepEqual(hintSchema(schema), {
      properties: { type: { description: 'A kind', examples: ['a', 'b'] }, required: { items: {} } },
      additionalProperties: true,
    });
  });

  it('keeps every description of the schema of jobs, but no enumeration, required key or closed object', () => {
    const count = (text: string, part: RegExp) => text.match(part)?.length ?? 0;
    const full = JSON.stringify(jobJsonSchema());
    const hints = JSON.stringify(hintSchema(jobJsonSchema()));
    assert.equal(count(hints, /"description":"/g), count(full, /"description":"/g));
    assert.equal(count(hints, /"(?:enum|required|pattern)":\[|"additionalProperties":false/g), 0);
  });
});
