/**
 * Loads the translation that the extension wrote into the page. Each page imports this module first, because constants
 * with texts are evaluated when their module loads.
 */
import * as l10n from '@vscode/l10n';

const contents = document.body.dataset['translation'];
if (contents !== undefined) l10n.config({ contents });
