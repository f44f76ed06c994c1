namespace GitOpsDemo.Delivery.Processes;

/// <summary>A program that was started to outlive the build.</summary>
/// <param name="Name">The name it was started under.</param>
/// <param name="Identity">The process.</param>
/// <param name="LogFile">The file that has its output.</param>
public sealed record BackgroundProcess(string Name, ProcessIdentity Identity, string LogFile)
{
    private const int TailBytes = 4096;
    private const int TailLines = 8;

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => Identity.IsRunning;

    /// <summary>Its last lines of output.</summary>
    public string LogTail()
    {
        if (!File.Exists(LogFile))
        {
            return "";
        }

        using var stream = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(-Math.Min(TailBytes, stream.Length), SeekOrigin.End);
        using var reader = new StreamReader(stream);
        return string.Join("\n  ", reader.ReadToEnd().Trim().Split('\n').TakeLast(TailLines));
    }
}
