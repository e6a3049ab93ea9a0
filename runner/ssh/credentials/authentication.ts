import type { AuthenticationType, AuthMethod, KeyboardInteractiveAuthMethod } from 'ssh2';
import type { Credentials } from './credentials.ts';

/** An attempt as ssh2 takes it; with none left it is told `false`. */
type Attempt = AuthMethod & Record<string, unknown>;

/**
 * The attempts of one connection, in order: key, agent, password, and the password as the answer to prompts. What the
 * server does not offer is passed over; what was tried and offered is remembered for a failure.
 */
export class Authentication {
  /** By the server's last answer; undefined while it has not said. */
  offered: readonly string[] | undefined;
  readonly tried: string[] = [];
  readonly #waiting: Attempt[];

  constructor(credentials: Credentials) {
    this.#waiting = attempts(credentials);
  }

  /** What is tried next, given what the server says it would go on with. */
  next(offered: readonly AuthenticationType[] | null): Attempt | false {
    if (offered) this.offered = offered;
    for (let attempt = this.#waiting.shift(); attempt; attempt = this.#waiting.shift()) {
      const method = attempt.type === 'agent' ? 'publickey' : attempt.type;
      if (this.offered && !this.offered.includes(method)) continue;
      this.tried.push(attempt.type === 'agent' ? 'agent' : method);
      return attempt;
    }
    return false;
  }
}

function attempts({ username, key, agent, password }: Credentials): Attempt[] {
  const list: Attempt[] = [];
  if (key) list.push({ type: 'publickey', username, key });
  if (agent !== undefined) list.push({ type: 'agent', username, agent });
  if (password !== undefined) {
    list.push({ type: 'password', username, password });
    list.push({ type: 'keyboard-interactive', username, prompt: answerWith(password) });
  }
  return list;
}

/** Answers what is asked for unseen by the password, once: a second question means that it was wrong, or another's. */
function answerWith(password: string): KeyboardInteractiveAuthMethod['prompt'] {
  let answered = false;
  return (_name, _instructions, _language, prompts, finish) => {
    finish(prompts.map(({ echo }) => (echo || answered ? '' : password)));
    if (prompts.length > 0) answered = true;
  };
}
