using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs.Tools;

public sealed class RelocationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_place_is_overwritten_by_a_relative_path_of_the_same_length()
    {
        var program = _folder.Write("program", "a/usr/share/x b/usr/share/x/y\0");

        Assert.True(await Relocation.ApplyAsync(program, "/usr/share/x", default));

        Assert.Equal("a./share/x/// b./share/x////y\0", File.ReadAllText(program));
    }

    [Fact]
    public async Task A_program_without_the_path_stays_as_it_is()
    {
        var program = _folder.Write("program", "/usr/share/other");

        Assert.False(await Relocation.ApplyAsync(program, "/usr/share/x", default));

        Assert.Equal("/usr/share/other", File.ReadAllText(program));
    }
}
