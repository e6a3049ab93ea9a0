import * as z from 'zod';
import { ErrorBody } from '../errors/error-body.ts';
import { API_VERSIONS, PROGRAM_VERSION } from '../version.ts';
import { MANAGEMENT_ROUTES } from './management-routes.ts';
import { type Body, OUTRUNNER_BASE, PLAIN_TEXT, type Route } from './route.ts';

type Json = Record<string, unknown>;

const FORM_MEDIA_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data'];
const TOKEN_HEADER = 'X-Rundeck-Auth-Token';

/** Returns the OpenAPI 3.1 document, generated from the declarations of all routes. */
export function openApiDocument(serverUrl: string): Json {
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries<Route>(MANAGEMENT_ROUTES)) {
    const path = documentPath(route);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return withSharedSchemas({
    openapi: '3.1.0',
    info: {
      title: 'Outrunner management API',
      version: PROGRAM_VERSION,
      description: 'The API of Rundeck, and /outrunner/v1 for calls that Rundeck does not have.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: serverUrl }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'apiKey', in: 'header', name: TOKEN_HEADER } },
      schemas: { Error: jsonSchema(ErrorBody, 'output') },
      responses: {
        Error: {
          description: 'The error and its remedy.',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
        },
      },
    },
  });
}

/** Moves each schema with an id to the components, so that the document contains it only once. */
function withSharedSchemas(document: Json): Json {
  const shared: Json = {};
  const text = JSON.stringify(document).replaceAll('"#/$defs/', '"#/components/schemas/');
  const { components, ...rest } = JSON.parse(text, (key, value) => {
    if (key !== '$defs') return value;
    Object.assign(shared, value);
    return undefined;
  });
  return { ...rest, components: { ...components, schemas: { ...components.schemas, ...shared } } };
}

function documentPath(route: Route): string {
  const path = route.path.replaceAll('{+', '{');
  return (route.base === 'api' ? `/api/{apiVersion}` : OUTRUNNER_BASE) + path;
}

function operation(name: string, route: Route): Json {
  const { access } = route;
  const resource = access === 'anybody' ? 'runner' : access === 'webhook-token' ? 'webhook' : access.resource;
  const body = requestBody(route.body);
  return {
    operationId: name,
    summary: route.summary,
    tags: [resource],
    'x-access': typeof access === 'string' ? access : `${access.resource}:${access.action}`,
    ...(typeof access === 'string' ? { security: [] } : {}),
    parameters: parameters(route),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: {
      [String(route.status)]: response(route),
      default: { $ref: '#/components/responses/Error' },
    },
  };
}

function parameters(route: Route): Json[] {
  const version = {
    name: 'apiVersion',
    in: 'path',
    required: true,
    schema: { type: 'integer', minimum: API_VERSIONS.oldest, maximum: API_VERSIONS.newest },
  };
  const listed = (where: 'path' | 'query', fields: Readonly<Record<string, z.ZodType>>) =>
    Object.entries(fields).map(([name, schema]) => {
      const described = jsonSchema(schema, 'input');
      return {
        name,
        in: where,
        required: where === 'path',
        // A coerced value has no input type: clients send a string.
        schema: Object.keys(described).length === 0 ? { type: 'string' } : described,
      };
    });
  return [
    ...(route.base === 'api' ? [version] : []),
    ...listed('path', route.params),
    ...listed('query', route.query),
  ];
}

function requestBody(body: Body): Json | undefined {
  if (body.kind === 'none') return undefined;
  if (body.kind === 'bytes') {
    const types = ['application/octet-stream', 'multipart/form-data'];
    return { required: true, content: contents(types, { type: 'string', format: 'binary' }) };
  }
  if (body.kind === 'json') {
    return {
      required: !body.optional,
      content: {
        ...contents(
          ['application/json', ...(body.forms === true ? FORM_MEDIA_TYPES : [])],
          jsonSchema(body.schema, 'input'),
        ),
        ...(body.textAs === undefined ? {} : contents(body.textTypes ?? PLAIN_TEXT, { type: 'string' })),
      },
    };
  }
  return {
    required: true,
    content: contents(
      body.mediaTypes.filter((type) => type !== ''),
      { type: 'string' },
    ),
  };
}

function response(route: Route): Json {
  const { answer } = route;
  switch (answer.kind) {
    case 'empty':
      return { description: 'Done.' };
    case 'json':
      return {
        description: 'The answer.',
        content: {
          'application/json': { schema: jsonSchema(answer.schema, 'output') },
          ...contents(answer.orText ?? [], { type: 'string' }),
        },
      };
    case 'text':
      return { description: 'The text.', content: contents(answer.mediaTypes, { type: 'string' }) };
    case 'bytes':
      return { description: 'The bytes.', content: { 'application/octet-stream': {} } };
    case 'events':
      return {
        description:
          'Server-sent events. The schema describes the `data` of an event; its `id` is the resume token.',
        content: { 'text/event-stream': { schema: jsonSchema(answer.schema, 'output') } },
      };
  }
}

function contents(mediaTypes: readonly string[], schema: Json): Record<string, Json> {
  return Object.fromEntries(mediaTypes.map((type) => [type, { schema }]));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...described } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
  });
  return described;
}
