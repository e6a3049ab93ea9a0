import type { AuthenticationType, AuthMethod, KeyboardInteractiveAuthMethod } from 'ssh2';
import type { Credentials } from './credentials.ts';

/** An authentication attempt in the form that ssh2 accepts. */
type Attempt = AuthMethod & Record<string, unknown>;

/**
 * The authentication attempts of one connection, in order: key, agent, password, and the password as the answer to
 * prompts. Methods that the server does not offer are skipped. Attempts and offers are recorded for failure messages.
 */
export class Authentication {
  /** The methods that the server offered last; undefined before its first answer. */
  offered: readonly string[] | undefined;
  readonly tried: string[] = [];
  readonly #waiting: Attempt[];

  constructor(credentials: Credentials) {
    this.#waiting = attempts(credentials);
  }

  /** Returns the next attempt whose method the server offers; `false` if there is none. */
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

/**
 * Answers hidden prompts with the password, but only once: a second prompt means that the password was wrong or that
 * the server asks for something else.
 */
function answerWith(password: string): KeyboardInteractiveAuthMethod['prompt'] {
  let answered = false;
  return (_name, _instructions, _language, prompts, finish) => {
    finish(prompts.map(({ echo }) => (echo || answered ? '' : password)));
    if (prompts.length > 0) answered = true;
  };
}
