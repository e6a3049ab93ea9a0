import type { ProjectName } from '../../protocol/ids.ts';
import type { AccessQuestion } from '../../protocol/routes/access.ts';

/** The authenticated user of a request, and the address that it came from. */
export interface Principal {
  readonly user: string;
  readonly roles: readonly string[];
  /** Id of the API token; absent for the owner of the local socket. */
  readonly tokenId?: string;
  /** Address of the client, or `local socket`. */
  readonly from: string;
}

/** The object that an access question is about, if it is about a single one. */
export interface AccessSubject {
  readonly project?: ProjectName;
}

/** Decides on access: for calls, and for every entry of a list, a count or a stream. */
export type Policy = (principal: Principal, question: AccessQuestion, subject?: AccessSubject) => boolean;

export const ADMINISTRATOR_ROLE = 'admin';

/** Allows administrators everything, and others nothing. */
export const administratorOrNothing: Policy = (principal) => principal.roles.includes(ADMINISTRATOR_ROLE);

/** Returns the problem with roles that grant nothing; undefined if at least one of them grants something. */
export function rolesProblem(roles: readonly string[]): string | undefined {
  if (roles.includes(ADMINISTRATOR_ROLE)) return undefined;
  const named = roles.join(', ');
  return `No role of ${named} grants anything, so every call with this token is refused. The only role is ${ADMINISTRATOR_ROLE}.`;
}
