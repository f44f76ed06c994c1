using System.Diagnostics;

namespace GitOpsDemo.Delivery.Tests.Programs.Tools;

/// <summary>Shell scripts in the place of programs that this test must not depend on.</summary>
internal static class FakeProgram
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The text of a program that prints its version.</summary>
    public static string Printing(string version) => $"#!/bin/sh\necho \"tool, version {version}\"\n";

    /// <summary>A program that prints its version.</summary>
    public static string Write(string folder, string name, string version) => WriteFile(folder, name, Printing(version));

    /// <summary>A program that runs a script.</summary>
    public static string WriteScript(string folder, string name, string script) => WriteFile(folder, name, $"#!/bin/sh\n{script}\n");

    private static string WriteFile(string folder, string name, string content)
    {
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, name);
        var text = path + ".text";
        File.WriteAllText(text, content);
        // Not by this process: while it writes, another test may start a program, which for a moment has the file open as well, and no
        // program runs from a file that is written.
        using (var copy = Process.Start("cp", [text, path]))
        {
            copy.WaitForExit();
        }

        File.Delete(text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Mode);
        }

        return path;
    }
}
