# Installs whereto for Windows.
#
#   powershell -c "irm ADDRESS-OF-THE-RELEASES/latest/download/install.ps1 | iex"
#
# $env:WHERETO_VERSION   which version, such as 0.1.0; the latest if not given
# $env:WHERETO_TO        where to; %LOCALAPPDATA%\whereto if not given
# $env:WHERETO_RELEASES  where the releases are, such as file:///C:/mirror/releases
$ErrorActionPreference = 'Stop'

# The release puts its own address here.
$releases = if ($env:WHERETO_RELEASES) { $env:WHERETO_RELEASES } else { '@RELEASES@' }
if ($releases.StartsWith('@')) { throw 'say where the releases are with WHERETO_RELEASES' }
$to = if ($env:WHERETO_TO) { $env:WHERETO_TO } else { Join-Path $env:LOCALAPPDATA 'whereto' }
$from = if ($env:WHERETO_VERSION) {
    "$releases/download/v$($env:WHERETO_VERSION.TrimStart('v'))"
} else {
    "$releases/latest/download"
}

$name = 'whereto-x86_64-pc-windows-msvc'
$folder = Join-Path ([System.IO.Path]::GetTempPath()) ([System.Guid]::NewGuid())
New-Item -ItemType Directory $folder | Out-Null
try {
    [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
    $client = New-Object System.Net.WebClient
    Write-Host "Fetching $from/$name.zip"
    foreach ($file in "$name.zip", 'SHA256SUMS') {
        $client.DownloadFile("$from/$file", (Join-Path $folder $file))
    }
    $line = Get-Content (Join-Path $folder 'SHA256SUMS') | Where-Object { $_ -match " [ *]?$name\.zip$" }
    if (-not $line) { throw "SHA256SUMS does not name $name.zip" }
    $found = (Get-FileHash -Algorithm SHA256 (Join-Path $folder "$name.zip")).Hash
    if ($found -ne ($line -split ' ')[0]) { throw "$name.zip is not what was released: its checksum is $found" }

    Expand-Archive (Join-Path $folder "$name.zip") $folder
    New-Item -ItemType Directory -Force $to | Out-Null
    Copy-Item -Force (Join-Path $folder "$name\whereto.exe") $to
    Copy-Item -Force (Join-Path $folder "$name\completions\whereto.powershell") (Join-Path $to 'whereto.ps1')
} finally {
    Remove-Item -Recurse -Force $folder
}

$path = [Environment]::GetEnvironmentVariable('Path', 'User')
if (($path -split ';') -notcontains $to) {
    [Environment]::SetEnvironmentVariable('Path', "$path;$to", 'User')
    Write-Host "Put $to on your Path; open a new window for it."
}
Write-Host "Installed $(& (Join-Path $to 'whereto.exe') --version) in $to. Start with: whereto ask"
Write-Host "For completion, put this into `$PROFILE:  . '$(Join-Path $to 'whereto.ps1')'"
