/**
 * Loads the translation for the display language of VS Code. Each bundle that creates texts imports this module first,
 * because constants with texts are evaluated when their module loads.
 */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

const { bundle } = vscode.l10n;
// VS Code loads no bundle if the display language is English.
if (bundle !== undefined) l10n.config({ contents: bundle });
