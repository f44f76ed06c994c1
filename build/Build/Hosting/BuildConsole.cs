using Cake.Core;

namespace GitOpsDemo.Build.Hosting;

/// <summary>The console, in colour where a person looks at it: not into a file or a pipe, and not where <c>NO_COLOR</c> is set (<see href="https://no-color.org"/>).</summary>
internal sealed class BuildConsole : IConsole
{
    public ConsoleColor ForegroundColor { get; set; }

    public ConsoleColor BackgroundColor { get; set; }

    public bool SupportAnsiEscapeCodes { get; } = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public void Write(string format, params object[] arg) => Console.Write(format, arg);

    public void WriteLine(string format, params object[] arg) => Console.WriteLine(format, arg);

    public void WriteError(string format, params object[] arg) => Console.Error.Write(format, arg);

    public void WriteErrorLine(string format, params object[] arg) => Console.Error.WriteLine(format, arg);

    public void ResetColor()
    {
    }
}
