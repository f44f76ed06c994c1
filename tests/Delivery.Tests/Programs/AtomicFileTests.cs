using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_new_content_replaces_the_old_and_nothing_else_is_left()
    {
        var path = _folder.Write("file", "old");

        AtomicFile.WriteAllText(path, "new");

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Its_folder_is_made()
    {
        AtomicFile.WriteAllText(_folder["a", "b", "file"], "text");

        Assert.Equal("text", File.ReadAllText(_folder["a", "b", "file"]));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_content_and_no_temporary_file()
    {
        Directory.CreateDirectory(_folder["file"]);

        Assert.ThrowsAny<Exception>(() => AtomicFile.WriteAllText(_folder["file"], "text"));

        Assert.Equal([_folder["file"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Equal_content_is_not_written_again()
    {
        Assert.True(AtomicFile.WriteIfChanged(_folder["file"], "text"));
        Assert.False(AtomicFile.WriteIfChanged(_folder["file"], "text"));
        Assert.True(AtomicFile.WriteIfChanged(_folder["file"], "other"));
    }
}
