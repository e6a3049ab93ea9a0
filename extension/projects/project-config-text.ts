import * as z from 'zod';
import { PROJECT_PROPERTIES } from '../../job-language/nodes/project-properties.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectConfig } from '../../protocol/routes/shapes/project-shapes.ts';
import { problemOf } from '../../support/errors/problem-of.ts';

/**
 * Returns the configuration of a project as JSON, sorted by name. `schema` is the URI of {@link projectConfigSchema}.
 */
export function projectConfigText(config: ProjectConfig, schema: string): string {
  const properties = Object.entries(config).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `${JSON.stringify({ $schema: schema, ...Object.fromEntries(properties) }, undefined, 2)}\n`;
}

/** Returns the JSON Schema of the document, with the names and descriptions of properties. */
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

/** Parses an edited configuration. Throws `invalid-input` unless it is an object of strings. */
export function projectConfigOf(text: string): ProjectConfig {
  const { $schema: _, ...properties } = read(text);
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]): [string, string] => {
      if (typeof value === 'string') return [name, value];
      throw invalid(
        `"${name}" is not a string`,
        'Put all values in quotation marks, including numbers, true and false.',
      );
    }),
  );
}

function read(text: string): Record<string, unknown> {
  try {
    return Properties.parse(JSON.parse(text));
  } catch (error) {
    throw invalid(error instanceof SyntaxError ? problemOf(error) : 'it is not an object', '');
  }
}

function invalid(problem: string, remedy: string): OutrunnerError {
  return new OutrunnerError('invalid-input', { what: 'The configuration of the project', problem, remedy });
}
