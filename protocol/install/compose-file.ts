import { stringify } from 'yaml';
import { CONTAINER_DATA_DIR, IMAGE } from './dockerfile.ts';
import { plainName } from './install-source.ts';

/** A container that is asked to go lets its steps end, this long. */
const GRACE = '10m';

/**
 * What runs a runner by Docker Compose, with the image of the Dockerfile. It holds no secret: the token comes from the
 * environment of the first `up`, and is in none after that; the volume keeps the replica's identity.
 */
export function composeFile(runnerName: string): string {
  const name = `outrunner-${plainName(runnerName)}`;
  return stringify({
    services: {
      [name]: {
        image: IMAGE,
        container_name: name,
        restart: 'unless-stopped',
        stop_grace_period: GRACE,
        environment: ['OUTRUNNER_ENROLLMENT_TOKEN'],
        volumes: [`${name}:${CONTAINER_DATA_DIR}`],
      },
    },
    volumes: { [name]: { name } },
  });
}
