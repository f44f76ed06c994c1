using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests;

/// <summary>The settings file of this repository, which most tests take as it is.</summary>
internal static class SampleSettings
{
    private static readonly SettingsReader Reader = new(Repository.Root);

    /// <summary>What it says.</summary>
    public static BuildSettings Value { get; } = Reader.Read(SettingsReader.DefaultFile);

    extension(CommandLine)
    {
        /// <summary>Reads a command line with the settings files of this repository.</summary>
        public static CommandLine Parse(IReadOnlyList<string> arguments, IReadOnlyList<string> tasks) =>
            CommandLine.Parse(arguments, tasks, Reader);
    }
}
