import { z } from 'zod';
import { EMPTY, json, NO_BODY, optionalJson } from './declare.ts';
import { defineRoute } from './route.ts';
import { CreateToken, TokenInfo } from './shapes/token-shapes.ts';

const user = { user: z.string().min(1).max(256) } as const;
const token = { token: z.string().min(1).max(128) } as const;
const CREATE = { resource: 'apitoken', action: 'create' } as const;
const READ = { resource: 'apitoken', action: 'read' } as const;

export const TOKEN_ROUTES = {
  listTokens: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/tokens',
    summary: 'API tokens.',
    access: READ,
    params: {},
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(z.array(TokenInfo)),
  }),
  createToken: defineRoute({
    method: 'POST',
    base: 'api',
    path: '/tokens',
    summary: 'Create an API token; its value is in this answer only.',
    access: CREATE,
    params: {},
    query: {},
    body: optionalJson(CreateToken),
    status: 201,
    answer: json(TokenInfo),
  }),
  listUserTokens: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/tokens/{user}',
    summary: 'API tokens of a user.',
    access: READ,
    params: user,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(z.array(TokenInfo)),
  }),
  createUserToken: defineRoute({
    method: 'POST',
    base: 'api',
    path: '/tokens/{user}',
    summary: 'Create an API token for a user; its value is in this answer only.',
    access: CREATE,
    params: user,
    query: {},
    body: optionalJson(CreateToken),
    status: 201,
    answer: json(TokenInfo),
  }),
  getToken: defineRoute({
    method: 'GET',
    base: 'api',
    path: '/token/{token}',
    summary: 'An API token by its id, without its value.',
    access: READ,
    params: token,
    query: {},
    body: NO_BODY,
    status: 200,
    answer: json(TokenInfo),
  }),
  deleteToken: defineRoute({
    method: 'DELETE',
    base: 'api',
    path: '/token/{token}',
    summary: 'Delete an API token.',
    access: { resource: 'apitoken', action: 'delete' },
    params: token,
    query: {},
    body: NO_BODY,
    status: 204,
    answer: EMPTY,
  }),
} as const;
