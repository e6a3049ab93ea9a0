import { AxeBuilder } from '@axe-core/playwright';
import type { Workbench } from './workbench.ts';

/** Severities that no webview may have. */
const SEVERE: readonly unknown[] = ['serious', 'critical'];

/** Returns the serious accessibility problems of the visible webview, each with its rule and its elements. */
export async function seriousFindings({ page }: Workbench): Promise<readonly string[]> {
  const frame = ['iframe.webview.ready', 'iframe#active-frame', 'main'];
  const { violations } = await new AxeBuilder({ page }).include(frame).analyze();
  return violations
    .filter(({ impact }) => SEVERE.includes(impact))
    .map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(' ')})`);
}
