import { stringify } from 'yaml';
import { CONTAINER_DATA_DIR, IMAGE } from './dockerfile.ts';
import { plainName } from './install-source.ts';

/** Time that running steps get to finish when the container stops. */
const GRACE = '10m';

/**
 * Returns the Compose file of a runner, with the image of the Dockerfile. The file needs no secret: its volume contains
 * the identity of a replica that `enrollCommand` has enrolled.
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
        volumes: [`${name}:${CONTAINER_DATA_DIR}`],
      },
    },
    volumes: { [name]: { name, external: true } },
  });
}
