import { type SecretVariableSetting, secretVariableProblem } from './secret-variables.ts';
import { DeliveryProblem } from './send-parts.ts';

/** Throws a {@link DeliveryProblem} if a setting refers to a variable that it may not use. */
export function requireVariable(setting: SecretVariableSetting, name: string): void {
  const problem = secretVariableProblem(setting, name);
  if (problem !== undefined) throw new DeliveryProblem(`${setting}: ${problem}`, { final: true });
}
