import * as l10n from '@vscode/l10n';
import { ITEM_ABILITIES } from '../ids/item-kinds.ts';

/** Marks pinned rows in their descriptions, in which VS Code shows no icons. */
export function pinnedText(): string {
  return l10n.t('pinned');
}

/** Returns the token that enables *Unpin* or *Pin to Top*. */
export function pinAbility(isPinned: boolean): string {
  return isPinned ? ITEM_ABILITIES.pinned : ITEM_ABILITIES.unpinned;
}
