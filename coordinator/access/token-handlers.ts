import type { TOKEN_ROUTES } from '../../protocol/routes/token-routes.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { Tokens } from './tokens.ts';

export function tokenHandlers(tokens: Tokens): HandlersOf<keyof typeof TOKEN_ROUTES> {
  return {
    listTokens: ({ caller }) => tokens.list(caller),
    createToken: ({ caller, body }) => tokens.create(caller, body),
    listUserTokens: ({ caller, params }) => tokens.list(caller, params.user),
    createUserToken: ({ caller, params, body }) => tokens.create(caller, body, params.user),
    removeExpiredTokens: ({ caller, params }) => tokens.removeExpired(caller, params.user),
    getToken: ({ caller, params }) => tokens.get(caller, params.token),
    deleteToken: ({ caller, params }) => tokens.remove(caller, params.token),
  };
}
