import { powerShellQuote } from '../../support/text/shell-quote.ts';
import { connectionFlags, DOWNLOADS, INSTALL_PATHS, type InstallOffer } from './install-source.ts';

/**
 * The script that installs a runner on Windows. It contains no secret, and verifies the download with a checksum from
 * its own text. The whole script is one function that the last line calls. curl.exe is part of Windows since 10 (1803)
 * and Server 2019.
 */
export function powerShellScript(offer: InstallOffer): string {
  const { serverUrl, trust, checksums, name = 'runner' } = offer;
  const file = checksums[DOWNLOADS.windowsX64] === undefined ? DOWNLOADS.npm : DOWNLOADS.windowsX64;
  return `# Installs an Outrunner runner of the coordinator at ${serverUrl}
# As an administrator it installs a service; as another user it installs the program and prints how to start it.
# OUTRUNNER_ENROLLMENT_TOKEN holds the one-time token of the runner; if unset, the script asks for it. OUTRUNNER_NAME names
# service and data dir, where a host has several runners.
$ErrorActionPreference = 'Stop'

function Install-OutrunnerRunner {
  $server = ${powerShellQuote(serverUrl)}
  $certificate = ${powerShellQuote(trust?.certificate ?? '')}
  $file = ${powerShellQuote(file)}
  $checksum = ${powerShellQuote(checksums[file] ?? '')}
  $name = if ($env:OUTRUNNER_NAME) { $env:OUTRUNNER_NAME } else { ${powerShellQuote(name)} }
  $work = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
  New-Item -ItemType Directory -Path $work | Out-Null
  try {
    if (-not $env:OUTRUNNER_ENROLLMENT_TOKEN) {
      $typed = Read-Host -AsSecureString 'Enrollment token (leave empty to upgrade an installed runner)'
      $token = (New-Object Net.NetworkCredential('', $typed)).Password
      if ($token) { $env:OUTRUNNER_ENROLLMENT_TOKEN = $token }
    }
    if (-not $checksum) { throw 'The coordinator has no runner to download: see its --runner-binaries.' }
    $download = Join-Path $work $file
    $trusted = @()
    if ($certificate) {
      $authority = Join-Path $work 'certificate.pem'
      Set-Content -Path $authority -Value $certificate -Encoding Ascii
      $trusted = @('--ssl-no-revoke', '--cacert', $authority)
    }
    & curl.exe -fsSL @trusted -o $download "$server${INSTALL_PATHS.downloads}/$file"
    if ($LASTEXITCODE -ne 0) { throw "curl.exe exited with $LASTEXITCODE" }
    if ((Get-FileHash -Algorithm SHA256 -Path $download).Hash -ne $checksum) {
      throw 'The checksum of the download differs from that of the coordinator.'
    }
    if ($file.EndsWith('.tgz')) {
      Write-Host 'The coordinator has no ${DOWNLOADS.windowsX64}: installing the npm package.'
      & npm.cmd install --global $download
      if ($LASTEXITCODE -ne 0) { throw 'The npm package was not installed. It requires Node.js 20.15 or later.' }
      $program = 'outrunner.cmd'
    } else {
      $program = Join-Path $work 'outrunner.exe'
      Move-Item -Path $download -Destination $program
    }
    & $program runner install --name $name ${connectionFlags(offer).map(powerShellQuote).join(' ')} @args
    if ($LASTEXITCODE -ne 0) { throw "The installation exited with $LASTEXITCODE." }
  } finally {
    Remove-Item Env:OUTRUNNER_ENROLLMENT_TOKEN -ErrorAction SilentlyContinue
    Remove-Item -Recurse -Force $work
  }
}

Install-OutrunnerRunner @args
`;
}
