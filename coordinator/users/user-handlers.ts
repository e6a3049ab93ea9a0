import type { USER_ROUTES } from '../../protocol/routes/user-routes.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { Users } from './users.ts';

export function userHandlers(users: Users): HandlersOf<keyof typeof USER_ROUTES> {
  return {
    listUsers: ({ caller }) => users.list(caller),
    getOwnProfile: ({ caller }) => users.own(caller),
    setOwnProfile: ({ caller, body }) => users.modify(caller, caller.principal.user, body),
    getProfile: ({ caller, params }) => users.get(caller, params.user),
    setProfile: ({ caller, params, body }) => users.modify(caller, params.user, body),
    listOwnRoles: ({ caller }) => users.roles(caller),
  };
}
