using System.Text;
using Cake.Core.IO;

namespace Cake.Tools.Tests.Fixtures;

/// <summary>Starts no process, keeps what would have been started, and answers as a test has said.</summary>
internal sealed class ScriptedProcessRunner : IProcessRunner
{
    /// <summary>The lines of standard output.</summary>
    public string[] Output { get; set; } = [];

    /// <summary>The lines of standard error.</summary>
    public string[] Error { get; set; } = [];

    public int ExitCode { get; set; }

    /// <summary>Whether the process can be started at all.</summary>
    public bool Starts { get; set; } = true;

    /// <summary>Whether the process ends by itself.</summary>
    public bool Ends { get; set; } = true;

    /// <summary>Whether the process breaks the pipe of its standard input.</summary>
    public bool ReadsItsInput { get; set; } = true;

    /// <summary>The program and its arguments.</summary>
    public string? Line { get; private set; }

    /// <summary>The whole standard input.</summary>
    public string? StandardInput { get; private set; }

    /// <summary>The last process that was started.</summary>
    public ScriptedProcess? Process { get; private set; }

    public IProcess? Start(FilePath filePath, ProcessSettings settings)
    {
        Line = $"{filePath.GetFilename()} {settings.Arguments.Render()}";
        StandardInput = settings.StandardInput is { } input ? Encoding.UTF8.GetString(input.Span) : null;
        if (!Starts)
        {
            return null;
        }

        Process = new ScriptedProcess(settings, Ends, ExitCode);
        Process.Write(Output, Error);
        return ReadsItsInput ? Process : throw new IOException("broken pipe");
    }
}
