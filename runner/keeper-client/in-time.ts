import { HostFailure } from '../link/host-fault.ts';

/** Maximum time for a keeper to spawn a gate, in ms. A stopped keeper never answers. */
const LONGEST_ANSWER = 10_000;

/**
 * Resolves to the keeper's answer. Rejects with a {@link HostFailure} (`keeper-silent`) if the answer takes too long.
 */
export async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const seconds = LONGEST_ANSWER / 1000;
    timer = setTimeout(
      () => reject(new HostFailure('keeper-silent', `The keeper has not answered for ${seconds} s.`)),
      LONGEST_ANSWER,
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
