import { keeperProgram } from './keeper-program.ts';

keeperProgram(process.argv.slice(2));
