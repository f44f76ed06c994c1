#!/usr/bin/env bash
# Finds the .NET SDK that global.json asks for and runs the build: ./build.sh --target=Deploy
set -euo pipefail

# Ctrl-C and SIGTERM end it also while a program runs that takes no notice of them, as `dotnet --version` does.
compiling=
interrupted() {
  [ -z "$compiling" ] || kill "$compiling" 2>/dev/null || true
  echo "build.sh: $1 ended it before the build itself ran; nothing was changed but the compiled build. Next: run it again." >&2
  exit "$2"
}
trap 'interrupted Ctrl-C 130' INT
trap 'interrupted SIGTERM 143' TERM

# The checkout is where this file lies, not a link that leads to it; CDPATH would send `cd` elsewhere.
unset CDPATH
self=$(readlink -f -- "${BASH_SOURCE[0]}")
root=$(dirname -- "$self")
caller=$PWD
cd -- "$root"

# What the SDK's tools leave lies in artifacts/tmp (BoundedProcessRunner), and no runtime leaves a socket for debuggers when it is killed.
# The locks of NuGet, which all checkouts share, stay where they were.
export DOTNET_EnableDiagnostics="${DOTNET_EnableDiagnostics:-0}" NUGET_SCRATCH="${NUGET_SCRATCH:-${TMPDIR:-/tmp}/NuGetScratch$(id -un)}"
# Without HOME, as in some runners of CI, kubectl keeps its files in the checkout, which then differs from its commit.
export HOME="${HOME:-$(unset HOME; [ -w ~ ] && echo ~ || echo "$root/artifacts")}"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-$HOME}"

published=false
case " $* " in *' --published-packages '*) published=true ;; esac

host=build/Build/bin/host/bin/Build/release
if ! { [ -f $host/Build.dll ] && dotnet $host/Build.dll --is-current "$@" >/dev/null 2>&1; }; then
  if ! mkdir -p $host artifacts/tmp || ! : >$host/.log; then
    echo "build.sh: the build can't be compiled, for it is compiled below $root. Next: let this user write there, as the line above says." >&2
    exit 1
  fi

  [ ! -t 2 ] || echo 'Compiling the build itself …' >&2
  # What runs for seconds gains nothing from compiling itself again, nor from a second process of MSBuild for a chain of projects.
  compiles=true
  TMPDIR=$root/artifacts/tmp DOTNET_TieredPGO=0 DOTNET_TC_CallCounting=0 dotnet build build/Build/Build.csproj -p:HostOnly=true -p:PublishedPackages=$published --configuration Release -maxcpucount:1 --verbosity quiet >$host/.log 2>&1 &
  compiling=$!
  wait "$compiling" || compiles=false
  compiling=
  [ ! -f $host/.end-compiler ] || eval "dotnet $(cat $host/.end-compiler)" >/dev/null 2>&1 || true
  if [ $compiles = false ]; then
    if ! said=$(dotnet --version 2>&1); then
      # Of the SDK's absence it says so itself; anything else is another fault, such as a library that it lacks.
      if command -v dotnet >/dev/null && [[ -n $said && $said != *'SDK was not found'* ]]; then
        echo "$said" >&2
        echo "build.sh: dotnet does not run. Next: fix what the lines above name." >&2
        exit 1
      fi
      wanted=$(sed -n 's/.*"version": *"\(.*\)".*/\1/p' global.json)
      echo "build.sh: no .NET SDK $wanted or later of its kind (global.json) is on PATH. Next: install it (https://dot.net/download), then run this again." >&2
      exit 1
    fi
    cat $host/.log >&2
    echo "build.sh: the build project does not compile. Next: fix what the lines above name." >&2
    exit 1
  fi
fi

cd -- "$caller"
exec dotnet "$root/$host/Build.dll" "$@"
