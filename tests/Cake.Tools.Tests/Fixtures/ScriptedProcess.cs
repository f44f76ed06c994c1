using Cake.Core.IO;

namespace Cake.Tools.Tests.Fixtures;

/// <summary>A process of which only the outside exists.</summary>
internal sealed class ScriptedProcess(ProcessSettings settings, bool ends, int exitCode) : IProcess
{
    public bool WasKilled { get; private set; }

    public void Write(string[] output, string[] error)
    {
        Array.ForEach(output, line => settings.RedirectedStandardOutputHandler(line));
        Array.ForEach(error, line => settings.RedirectedStandardErrorHandler(line));
        if (ends)
        {
            End();
        }
    }

    /// <summary>Closes both streams, as an end does.</summary>
    public void End()
    {
        settings.RedirectedStandardOutputHandler(null);
        settings.RedirectedStandardErrorHandler(null);
    }

    public void WaitForExit()
    {
    }

    public bool WaitForExit(int milliseconds) => ends;

    public int GetExitCode() => exitCode;

    public IEnumerable<string> GetStandardError() => [];

    public IEnumerable<string> GetStandardOutput() => [];

    public void Kill()
    {
        WasKilled = true;
        End();
    }

    public void Dispose()
    {
    }
}
