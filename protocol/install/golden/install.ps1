# Installs an Outrunner runner of the coordinator at https://ops.example:4440
# As an administrator it installs a service; as another user it installs the program and prints how to start it.
# OUTRUNNER_ENROLLMENT_TOKEN holds the one-time token of the runner; if unset, the script asks for it. OUTRUNNER_NAME names
# service and data dir, where a host has several runners.
$ErrorActionPreference = 'Stop'

function Install-OutrunnerRunner {
  $server = 'https://ops.example:4440'
  $certificate = '-----BEGIN CERTIFICATE-----
MIIB
-----END CERTIFICATE-----'
  $file = 'outrunner-win-x64.exe'
  $checksum = '3333333333333333333333333333333333333333333333333333333333333333'
  $name = if ($env:OUTRUNNER_NAME) { $env:OUTRUNNER_NAME } else { 'east' }
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
    & curl.exe -fsSL @trusted -o $download "$server/outrunner/v1/downloads/$file"
    if ($LASTEXITCODE -ne 0) { throw "curl.exe exited with $LASTEXITCODE" }
    if ((Get-FileHash -Algorithm SHA256 -Path $download).Hash -ne $checksum) {
      throw 'The checksum of the download differs from that of the coordinator.'
    }
    if ($file.EndsWith('.tgz')) {
      Write-Host 'The coordinator has no outrunner-win-x64.exe: installing the npm package.'
      & npm.cmd install --global $download
      if ($LASTEXITCODE -ne 0) { throw 'The npm package was not installed. It requires Node.js 20.15 or later.' }
      $program = 'outrunner.cmd'
    } else {
      $program = Join-Path $work 'outrunner.exe'
      Move-Item -Path $download -Destination $program
    }
    & $program runner install --name $name '--server' 'https://ops.example:4440' '--ca-fingerprint' 'sha256:abababababababababababababababababababababababababababababababab' @args
    if ($LASTEXITCODE -ne 0) { throw "The installation exited with $LASTEXITCODE." }
  } finally {
    Remove-Item Env:OUTRUNNER_ENROLLMENT_TOKEN -ErrorAction SilentlyContinue
    Remove-Item -Recurse -Force $work
  }
}

Install-OutrunnerRunner @args
