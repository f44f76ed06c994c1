using System.ComponentModel;
using System.Diagnostics;

namespace GitOpsDemo.Testing;

/// <summary>A test that needs a container engine; it is skipped, with the reason, where <c>docker version</c> finds none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithEngineAttribute : FactAttribute
{
    private static readonly Lazy<bool> Answers = new(Asked);

    /// <summary>Asks the engine once for each run of the tests.</summary>
    /// <param name="tools">Programs that the test needs besides.</param>
    public FactWithEngineAttribute(params string[] tools)
    {
        Tools = tools;
        Skip = Answers.Value ? TestTools.WhyMissing(tools) : "no container engine answers (`docker version`, DOCKER_HOST)";
    }

    /// <summary>Programs that the test needs besides.</summary>
    public IReadOnlyList<string> Tools { get; }

    private static bool Asked()
    {
        try
        {
            var start = new ProcessStartInfo("docker", ["version", "--format", "{{.Server.Version}}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            if (process.WaitForExit(TimeSpan.FromSeconds(5)))
            {
                return process.ExitCode == 0;
            }

            process.Kill();
            return false;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
