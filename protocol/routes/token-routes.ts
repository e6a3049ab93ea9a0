import * as z from 'zod';
import { defineRoute, json, optionalJson } from './declare.ts';
import { CreateToken, RemovedTokens, TokenInfo } from './shapes/token-shapes.ts';

const CREATE = { resource: 'apitoken', action: 'create' } as const;
const READ = { resource: 'apitoken', action: 'read' } as const;

export const TOKEN_ROUTES = {
  listTokens: defineRoute({
    path: '/tokens',
    summary: 'API tokens.',
    access: READ,
    answer: json(z.array(TokenInfo)),
  }),
  createToken: defineRoute({
    method: 'POST',
    path: '/tokens',
    summary: 'Create an API token; its value is in this answer only.',
    access: CREATE,
    body: optionalJson(CreateToken),
    status: 201,
    answer: json(TokenInfo),
  }),
  listUserTokens: defineRoute({
    path: '/tokens/{user}',
    summary: 'API tokens of a user.',
    access: READ,
    answer: json(z.array(TokenInfo)),
  }),
  createUserToken: defineRoute({
    method: 'POST',
    path: '/tokens/{user}',
    summary: 'Create an API token for a user; its value is in this answer only.',
    access: CREATE,
    body: optionalJson(CreateToken),
    status: 201,
    answer: json(TokenInfo),
  }),
  removeExpiredTokens: defineRoute({
    method: 'POST',
    path: '/tokens/{user}/removeExpired',
    summary: 'Delete the expired API tokens of a user, or of all users for `*`.',
    access: { resource: 'apitoken', action: 'delete' },
    answer: json(RemovedTokens),
  }),
  getToken: defineRoute({
    path: '/token/{token}',
    summary: 'An API token by its id, without its value.',
    access: READ,
    answer: json(TokenInfo),
  }),
  deleteToken: defineRoute({
    method: 'DELETE',
    path: '/token/{token}',
    summary: 'Delete an API token.',
    access: { resource: 'apitoken', action: 'delete' },
  }),
} as const;
