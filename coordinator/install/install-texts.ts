import type { Runner } from '../../protocol/entities/runner.ts';
import { composeFile } from '../../protocol/install/compose-file.ts';
import { dockerfile } from '../../protocol/install/dockerfile.ts';
import { type InstallOffer, installSource, plainName } from '../../protocol/install/install-source.ts';
import { powerShellScript } from '../../protocol/install/powershell-script.ts';
import { shellScript } from '../../protocol/install/shell-script.ts';
import type { Share } from '../../protocol/routes/shapes/share-shapes.ts';

export interface InstallTextsParts {
  /** The address to which runners connect. */
  readonly share: () => Share;
  /** SHA-256 (hex) of each file that runner hosts may download, by name. */
  readonly checksums: () => Promise<Readonly<Record<string, string>>>;
}

const SHELL = 'text/x-shellscript';
const PLAIN = 'text/plain';

/** The public scripts and texts that install runners of this coordinator. They contain no secrets. */
export class InstallTexts {
  readonly #parts: InstallTextsParts;

  constructor(parts: InstallTextsParts) {
    this.#parts = parts;
  }

  async shell() {
    return { kind: 'text', mediaType: SHELL, text: shellScript(await this.#offer()) } as const;
  }

  async powerShell() {
    return { kind: 'text', mediaType: PLAIN, text: powerShellScript(await this.#offer()) } as const;
  }

  async dockerfile() {
    return { kind: 'text', mediaType: PLAIN, text: dockerfile(await this.#offer()) } as const;
  }

  compose(name = 'runner') {
    return { kind: 'text', mediaType: 'application/yaml', text: composeFile(name) } as const;
  }

  /** Returns the install script for a runner. The installation is named after the runner. */
  async ofRunner({ name, installationType }: Pick<Runner, 'name' | 'installationType'>) {
    const offer = { ...(await this.#offer()), name: plainName(name) };
    return installationType === 'windows'
      ? ({ kind: 'text', mediaType: PLAIN, text: powerShellScript(offer) } as const)
      : ({ kind: 'text', mediaType: SHELL, text: shellScript(offer) } as const);
  }

  async #offer(): Promise<InstallOffer> {
    return { ...installSource(this.#parts.share()), checksums: await this.#parts.checksums() };
  }
}
