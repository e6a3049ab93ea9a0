import { text } from 'node:stream/consumers';

/**
 * Replaces the runner program: prints its arguments, environment and input, then executes the action in its last
 * argument. It prints only once it handles SIGTERM, because a test may send the signal at once.
 */
const { argv, env, stdin } = process;
const behaviour = argv.at(-1);
const input = await text(stdin);
const uid = process.getuid?.();

let asked = 0;
process.on('SIGTERM', () => {
  asked += 1;
  console.log(`asked ${asked}`);
  if (behaviour === 'polite' || (behaviour === 'busy' && asked === 2)) process.exit(0);
});
console.log(
  JSON.stringify({ parameters: argv.slice(2), environment: env, input, uid, folder: process.cwd() }),
);
if (behaviour === 'dies') process.exit(3);
setInterval(() => undefined, 60_000);
