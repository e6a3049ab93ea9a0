import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { LinkDown } from '../../transport/link-down.ts';
import { consequenceOf } from '../../transport/refused.ts';
import type { SignIn } from './sign-in.ts';

/**
 * Makes a call with an access token. If the coordinator rejects the token, signs in again and repeats the call once.
 */
export async function withAccessToken<Value>(
  signIn: SignIn,
  signal: AbortSignal,
  attempt: (accessToken: string) => Promise<Value>,
): Promise<Value> {
  for (let signedInAgain = false; ; signedInAgain = true) {
    const accessToken = await signIn.accessToken(signal);
    try {
      return await attempt(accessToken);
    } catch (error) {
      if (!isOutrunnerError(error) || consequenceOf(error.code) !== 'sign-in') throw error;
      signIn.drop(accessToken);
      if (signedInAgain) throw new LinkDown(error.message, { cause: error });
    }
  }
}
