#!/usr/bin/env pwsh
# Finds the .NET SDK that global.json asks for and runs the build: ./build.ps1 --target=Deploy
# For PowerShell 7, and the 5.1 that comes with Windows: plain ASCII, and no 'Stop', which there takes a line of stderr for a failure.
function Write-Failure([string] $text) { [Console]::Error.WriteLine($text) }

function Set-Default([string] $name, [string] $value) {
    if (-not [Environment]::GetEnvironmentVariable($name)) { [Environment]::SetEnvironmentVariable($name, $value) }
}

# What the SDK's tools leave lies in artifacts/tmp (BoundedProcessRunner), and no runtime leaves a socket for debuggers when it is killed.
# The locks of NuGet, which all checkouts share, stay where they were.
$userFolder = [Environment]::GetFolderPath('UserProfile')
Set-Default DOTNET_EnableDiagnostics '0'
Set-Default NUGET_SCRATCH (Join-Path ([IO.Path]::GetTempPath()) "NuGetScratch$([Environment]::UserName)")
Set-Default DOTNET_CLI_HOME $(if ($userFolder) { $userFolder } else { Join-Path $PSScriptRoot 'artifacts' })
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'

$published = if ($args -contains '--published-packages') { 'true' } else { 'false' }
$hostFolder = Join-Path $PSScriptRoot 'build/Build/bin/host/bin/Build/release'
$program = Join-Path $hostFolder 'Build.dll'
$hasDotnet = [bool](Get-Command dotnet -CommandType Application -ErrorAction SilentlyContinue)

$isCurrent = $false
if ($hasDotnet -and (Test-Path $program)) {
    & dotnet $program --is-current @args *> $null
    $isCurrent = $LASTEXITCODE -eq 0
}

if (-not $isCurrent) {
    Push-Location $PSScriptRoot
    try {
        if ($hasDotnet) { & dotnet --version *> $null }
        if (-not $hasDotnet -or $LASTEXITCODE -ne 0) {
            $wanted = (Get-Content global.json -Raw | ConvertFrom-Json).sdk.version
            Write-Failure "build.ps1: no .NET SDK $wanted or later of its kind (global.json) is on PATH. Next: install it (https://dot.net/download), then run this again."
            exit 1
        }

        $temporary = (New-Item -ItemType Directory -Force (Join-Path $PSScriptRoot 'artifacts/tmp')).FullName
        if (-not [Console]::IsErrorRedirected) { Write-Failure 'Compiling the build itself ...' }
        # What runs for seconds gains nothing from compiling itself again, nor from a second process of MSBuild for a chain of projects.
        $own = @{ DOTNET_TieredPGO = '0'; DOTNET_TC_CallCounting = '0'; TMPDIR = $temporary; TMP = $temporary; TEMP = $temporary }
        $former = @{}
        foreach ($name in $own.Keys) {
            $former[$name] = [Environment]::GetEnvironmentVariable($name)
            [Environment]::SetEnvironmentVariable($name, $own[$name])
        }

        try {
            $log = & dotnet build build/Build/Build.csproj -p:HostOnly=true "-p:PublishedPackages=$published" --configuration Release -maxcpucount:1 --verbosity quiet 2>&1
            $compiles = $LASTEXITCODE -eq 0
        }
        finally {
            foreach ($name in $own.Keys) { [Environment]::SetEnvironmentVariable($name, $former[$name]) }
            Invoke-Expression "& dotnet $(Get-Content (Join-Path $hostFolder '.end-compiler') -ErrorAction SilentlyContinue)" *> $null
        }

        if (-not $compiles) {
            $log | ForEach-Object { Write-Failure $_ }
            Write-Failure 'build.ps1: the build project does not compile. Next: fix what the lines above name.'
            exit 1
        }
    }
    finally {
        Pop-Location
    }
}

& dotnet $program @args
exit $LASTEXITCODE
