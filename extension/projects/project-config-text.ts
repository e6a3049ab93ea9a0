import { z } from 'zod';
import { PROJECT_PROPERTIES } from '../../job-language/nodes/project-properties.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectConfig } from '../../protocol/routes/shapes/project-shapes.ts';
import { problemOf } from '../../support/errors/problem-of.ts';

/** The configuration of a project as a person edits it, by name. `schema`: the address of {@link projectConfigSchema}. */
export function projectConfigText(config: ProjectConfig, schema: string): string {
  const properties = Object.entries(config).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `${JSON.stringify({ $schema: schema, ...Object.fromEntries(properties) }, undefined, 2)}\n`;
}

/** What an editor helps with: names of properties, what each is. */
export function projectConfigSchema(): string {
  const schemas = PROJECT_PROPERTIES.map(({ name, pattern, values, description }) => ({
    name,
    pattern,
    schema: { type: 'string', description, ...(values === undefined ? {} : { enum: values }) },
  }));
  return JSON.stringify({
    type: 'object',
    properties: Object.fromEntries([
      ['$schema', { type: 'string' }],
      ...schemas.flatMap(({ name, pattern, schema }) => (pattern === undefined ? [[name, schema]] : [])),
    ]),
    patternProperties: Object.fromEntries(
      schemas.flatMap(({ pattern, schema }) => (pattern === undefined ? [] : [[pattern, schema]])),
    ),
    additionalProperties: { type: 'string' },
  });
}

const Properties = z.record(z.string(), z.unknown());

/** The configuration of an edited text. Errors: `invalid-input` for what is no object of texts. */
export function projectConfigOf(text: string): ProjectConfig {
  const { $schema: _, ...properties } = read(text);
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]): [string, string] => {
      if (typeof value === 'string') return [name, value];
      throw invalid(
        `"${name}" is no text`,
        'Values stand in quotation marks, numbers and true and false too.',
      );
    }),
  );
}

function read(text: string): Record<string, unknown> {
  try {
    return Properties.parse(JSON.parse(text));
  } catch (error) {
    throw invalid(error instanceof SyntaxError ? problemOf(error) : 'it is no object', '');
  }
}

function invalid(problem: string, remedy: string): OutrunnerError {
  return new OutrunnerError('invalid-input', { what: 'The configuration of the project', problem, remedy });
}
