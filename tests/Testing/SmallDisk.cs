using System.Diagnostics;

namespace GitOpsDemo.Testing;

/// <summary>
/// A disk of some KiB in the place of a folder: it is soon full, and can be made read-only. (Modes of folders mean nothing to root.)
/// </summary>
public sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Why none can be had here; null when one can.</summary>
    public static string? WhyMissing { get; } = Try();

    /// <summary>Puts one in the place of a folder, whose own files come back with the end of it.</summary>
    /// <param name="folder">The folder; made when it is missing.</param>
    /// <param name="kilobytes">Its size; the files of a folder are kept in pages of 4.</param>
    public static SmallDisk At(string folder, int kilobytes = 64)
    {
        Directory.CreateDirectory(folder);
        Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "none", folder);
        return new(folder);
    }

    /// <summary>Lets a folder be what it is, and read-only.</summary>
    public static SmallDisk ReadOnlyAt(string folder)
    {
        Run("mount", "--bind", folder, folder);
        var disk = new SmallDisk(folder);
        disk.MakeReadOnly();
        return disk;
    }

    /// <summary>Leaves no room.</summary>
    public void Fill()
    {
        var block = new byte[4096];
        try
        {
            using var file = new FileStream(
                Path.Combine(_folder, "filling"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Lets nobody write.</summary>
    public void MakeReadOnly() => Run("mount", "-o", "remount,bind,ro", _folder);

    public void Dispose() => Run("umount", "--lazy", _folder);

    private static string? Try()
    {
        const string Why = "no disk can be mounted here (it takes root and a Linux that lets it)";
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return Why;
        }

        try
        {
            using var folder = new TemporaryFolder();
            using var disk = At(folder.Path);
            return null;
        }
        catch (IOException)
        {
            return Why;
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new IOException(error);
        }
    }
}
