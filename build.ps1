#!/usr/bin/env pwsh
# Finds the .NET SDK that global.json asks for and runs the build: ./build.ps1 --target=Deploy
$ErrorActionPreference = 'Stop'
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'

Push-Location $PSScriptRoot
try {
    $sdk = if (Get-Command dotnet -ErrorAction SilentlyContinue) { & dotnet --version 2>$null }
    if (-not $sdk) {
        $wanted = (Get-Content global.json -Raw | ConvertFrom-Json).sdk.version
        [Console]::Error.WriteLine("build.ps1: no .NET SDK $wanted or later of its kind (global.json) is on PATH. Next: install it (https://dot.net/download), then run this again.")
        exit 1
    }

    $published = if ($args -contains '--published-packages') { 'true' } else { 'false' }
    # A compiler that runs for seconds gains nothing from profiling itself: without, it is a third faster.
    $profiles = $env:DOTNET_TieredPGO
    $env:DOTNET_TieredPGO = '0'
    $log = & dotnet build build/Build/Build.csproj -p:HostOnly=true "-p:PublishedPackages=$published" --configuration Release --verbosity quiet 2>&1
    $compiles = $LASTEXITCODE -eq 0
    $env:DOTNET_TieredPGO = $profiles
    Invoke-Expression "& dotnet $(& dotnet msbuild build/Build/Build.csproj -getProperty:EndCompiler)" | Out-Null
    if (-not $compiles) {
        $log | ForEach-Object { [Console]::Error.WriteLine($_) }
        [Console]::Error.WriteLine('build.ps1: the build project does not compile. Next: fix what the lines above name.')
        exit 1
    }
}
finally {
    Pop-Location
}

& dotnet (Join-Path $PSScriptRoot 'build/Build/bin/host/bin/Build/release/Build.dll') @args
exit $LASTEXITCODE
