using GitOpsDemo.Delivery.Files;

namespace GitOpsDemo.Delivery.Lab;

/// <summary>
/// Marks, beside the files of a server, that it has not read them yet. A mark that is there before they are written was left by a build that
/// was killed before the server was told, or whose files the server refused: it must be told again, though no file changes.
/// </summary>
/// <param name="folder">The folder of the server.</param>
internal sealed class PendingReload(string folder)
{
    private readonly string _path = Path.Combine(folder, "reload.pending");

    /// <summary>Writes the server's files.</summary>
    /// <param name="write">Writes them, and says whether any has changed.</param>
    /// <returns>Whether the server must read them.</returns>
    public bool Write(Func<bool> write)
    {
        var wasLeftBehind = File.Exists(_path);
        AtomicFile.WriteAllText(_path, "");
        return write() || wasLeftBehind;
    }

    /// <summary>The server has read its files.</summary>
    public void End() => File.Delete(_path);
}
