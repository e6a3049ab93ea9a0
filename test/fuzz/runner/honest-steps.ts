import type { Random } from '../../chaos/random.ts';
import type { Attacker } from './attacker.ts';
import {
  claimsMessage,
  discoveryMessage,
  enrollMessage,
  nextFrames,
  nonceMessage,
  outputRequest,
  pollMessage,
  proofMessage,
  requestOf,
  resultMessage,
  syncMessage,
} from './conversation.ts';

/** Enrolls, signs in and opens a session, as far as this has not been done yet. */
export async function connect(attacker: Attacker): Promise<void> {
  if (attacker.replicaId === '') {
    await attacker.renew();
    await attacker.send(requestOf(attacker, enrollMessage(attacker)));
  }
  if (attacker.accessToken === '') {
    await attacker.send(requestOf(attacker, nonceMessage(attacker)));
    await attacker.send(requestOf(attacker, await proofMessage(attacker)));
  }
  if (attacker.sessionId === '') await attacker.send(requestOf(attacker, syncMessage(attacker)));
}

/** Performs the action that an honest replica would perform next. */
export async function honestStep(attacker: Attacker, random: Random): Promise<void> {
  await connect(attacker);
  const { offers, granted, discoveries } = attacker;
  const discovery = discoveries.shift();
  if (discovery !== undefined && random.chance(0.7)) {
    await attacker.send(requestOf(attacker, discoveryMessage(discovery, random)));
    return;
  }
  if (offers.length > 0) {
    await attacker.send(requestOf(attacker, claimsMessage(offers)));
    return;
  }
  if (granted.length === 0 || random.chance(0.3)) {
    await attacker.send(requestOf(attacker, pollMessage(attacker)));
    return;
  }
  const one = random.pick(granted);
  if (random.chance(0.6)) await attacker.send(outputRequest(attacker, nextFrames(one, random)));
  else await attacker.send(requestOf(attacker, resultMessage(one, random)));
}
