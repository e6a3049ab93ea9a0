import type { IncomingMessage } from 'node:http';
import type { INSTALL_ROUTES } from '../../protocol/routes/install-routes.ts';
import type { HandlersOf } from '../http/handler.ts';
import type { InstallTexts } from './install-texts.ts';
import type { RunnerBinaries } from './runner-binaries.ts';

export function installHandlers(
  texts: InstallTexts,
  binaries: RunnerBinaries,
  addressOf: (request: IncomingMessage) => string,
): HandlersOf<keyof typeof INSTALL_ROUTES> {
  return {
    installShell: () => texts.shell(),
    installPowerShell: () => texts.powerShell(),
    dockerfile: () => texts.dockerfile(),
    composeFile: ({ query }) => texts.compose(query.name),
    downloadRunner: ({ params, request, signal }) =>
      binaries.download(params.file, request.headers.range, {
        address: addressOf(request),
        cut: () => request.socket.destroy(),
        signal,
      }),
  };
}
