/** Stands for the runner program: says how it was started, then does what its last argument says. */
const { argv, env } = process;
const behaviour = argv.at(-1);
const uid = process.getuid?.();
console.log(JSON.stringify({ parameters: argv.slice(2), environment: env, uid, folder: process.cwd() }));

if (behaviour === 'dies') process.exit(3);
let asked = 0;
process.on('SIGTERM', () => {
  asked += 1;
  console.log(`asked ${asked}`);
  if (behaviour === 'polite' || (behaviour === 'busy' && asked === 2)) process.exit(0);
});
setInterval(() => undefined, 60_000);
