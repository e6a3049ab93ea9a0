import type { ProjectName } from '../../protocol/ids.ts';
import { isNetworkWithin } from '../network/network-within.ts';
import { isAdministrator, type Principal } from './policy.ts';

/** The rights of a token, and the limits of their use. */
export interface TokenBounds {
  readonly user: string;
  readonly roles: readonly string[];
  /** Epoch ms. Absent: no expiration. */
  readonly expiresAt?: number | undefined;
  /** Absent: all projects. */
  readonly projects?: readonly ProjectName[] | undefined;
  /** Absent: any network. */
  readonly networks?: readonly string[] | undefined;
}

/** Whether this is an administrator whose own token is limited neither to projects nor to networks. */
export function mayCreateAnyToken(principal: Principal): boolean {
  const { projects, networks } = principal;
  return isAdministrator(principal) && projects === undefined && networks === undefined;
}

/**
 * Returns what a new token would permit although its creator may not; undefined if it stays within the bounds of the
 * creator. See {@link mayCreateAnyToken} for the exception.
 */
export function tokenExcess(creator: Principal, token: TokenBounds): string | undefined {
  if (mayCreateAnyToken(creator)) return undefined;
  const { user, roles, projects, networks, expiresAt } = creator;
  if (token.user !== user) return `it would belong to user ${token.user}, but your token belongs to ${user}`;
  const role = token.roles.find((it) => !roles.includes(it));
  if (role !== undefined) return `your token does not have its role ${role}`;
  if (expiresAt !== undefined && (token.expiresAt === undefined || token.expiresAt > expiresAt))
    return `it would be valid for longer than your token, which expires at ${new Date(expiresAt).toISOString()}`;
  if (projects !== undefined) {
    const project = token.projects?.find((it) => !projects.includes(it));
    if (token.projects === undefined || project !== undefined)
      return `your token may not be used in ${project ?? 'all projects'}`;
  }
  if (networks !== undefined) {
    const network = token.networks?.find((it) => !isNetworkWithin(it, networks));
    if (token.networks === undefined || network !== undefined)
      return `your token may not be used from ${network ?? 'every network'}`;
  }
  return undefined;
}
