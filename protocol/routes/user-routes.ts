import * as z from 'zod';
import { defineRoute, json } from './declare.ts';
import { ModifyUser, UserInfo, UserRoles } from './shapes/user-shapes.ts';

const OWN = { resource: 'user', action: 'read' } as const;
const ADMINISTER = { resource: 'user', action: 'admin' } as const;

export const USER_ROUTES = {
  listUsers: defineRoute({
    path: '/user/list',
    summary: 'Users with a token or a profile.',
    access: ADMINISTER,
    answer: json(z.array(UserInfo)),
  }),
  getOwnProfile: defineRoute({
    path: '/user/info',
    summary: 'The profile of the user of the token.',
    access: OWN,
    answer: json(UserInfo),
  }),
  setOwnProfile: defineRoute({
    method: 'POST',
    path: '/user/info',
    summary: 'Change the profile of the user of the token; absent fields keep their values.',
    access: OWN,
    body: json(ModifyUser),
    answer: json(UserInfo),
  }),
  getProfile: defineRoute({
    path: '/user/info/{user}',
    summary: 'The profile of a user.',
    access: ADMINISTER,
    answer: json(UserInfo),
  }),
  setProfile: defineRoute({
    method: 'POST',
    path: '/user/info/{user}',
    summary: 'Change the profile of a user; absent fields keep their values.',
    access: ADMINISTER,
    body: json(ModifyUser),
    answer: json(UserInfo),
  }),
  listOwnRoles: defineRoute({
    path: '/user/roles',
    summary: 'The roles of the token.',
    access: OWN,
    answer: json(UserRoles),
  }),
} as const;
