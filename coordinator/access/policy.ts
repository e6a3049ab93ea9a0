import type { ProjectName } from '../../protocol/ids.ts';
import type { AccessQuestion } from '../../protocol/routes/access.ts';

/** Who asks, and from where. */
export interface Principal {
  readonly user: string;
  readonly roles: readonly string[];
  /** Id of the API token; absent for the owner of the local socket. */
  readonly tokenId?: string;
  /** Address of the client, or `local socket`. */
  readonly from: string;
}

/** What an access question is about, where it is about one thing. */
export interface Subject {
  readonly project?: ProjectName;
}

/** The one decision on access: for calls, and for every entry of a list, a count or a stream. */
export type Policy = (principal: Principal, question: AccessQuestion, subject?: Subject) => boolean;

export const ADMINISTRATOR_ROLE = 'admin';

/** Administrator, or nothing. */
export const administratorOrNothing: Policy = (principal) => principal.roles.includes(ADMINISTRATOR_ROLE);

/** What is to be said of roles that grant nothing; undefined where one of them does. */
export function rolesProblem(roles: readonly string[]): string | undefined {
  if (roles.includes(ADMINISTRATOR_ROLE)) return undefined;
  const named = roles.join(', ');
  return `Nothing is granted to ${named}: every call with this token is refused. The one role so far is ${ADMINISTRATOR_ROLE}.`;
}
