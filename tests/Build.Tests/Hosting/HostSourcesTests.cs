using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Hosting;

public sealed class HostSourcesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public HostSourcesTests()
    {
        foreach (var source in (string[])["build/Build/Program.cs", "build/Lab/Old.cs", "global.json", "Directory.Build.props"])
        {
            _folder.Write(source, "");
        }

        // Of these none is a source.
        _folder.Write("build/Lab/obj/Made.cs", "");
        _folder.Write("Directory.Build.txt", "");
        Compile(@"..\Build\Program.cs", "../Lab/Old.cs", "../../global.json", "../../Directory.Build.props");
    }

    private string Host => _folder["build/Build/bin/host"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_has_not_changed_is_not_compiled_again()
    {
        Assert.True(IsCurrent());
        Assert.False(IsCurrent("--tree", HostSources.PublishedPackages));
        Assert.Equal(HostSources.PublishedPackages, $"--{KnownOptions.PublishedPackages.Name}");
    }

    [Theory]
    [InlineData("build/Lab/Old.cs")]
    [InlineData("Directory.Build.props")]
    public void A_source_that_has_changed_is_noticed(string source)
    {
        File.SetLastWriteTimeUtc(_folder[source], DateTime.UtcNow.AddMinutes(1));

        Assert.False(IsCurrent());
    }

    [Fact]
    public void A_source_that_has_gone_is_noticed()
    {
        File.Delete(_folder["build/Lab/Old.cs"]);

        Assert.False(IsCurrent());
    }

    [Fact]
    public void A_source_that_has_come_is_noticed_also_with_an_old_date_from_an_archive()
    {
        File.SetLastWriteTimeUtc(_folder.Write("build/Lab/.new", ""), DateTime.UnixEpoch);

        Assert.False(IsCurrent());
    }

    private bool IsCurrent(params string[] arguments) => HostSources.AreCompiled(_folder.Path, Host, arguments);

    private void Compile(params string[] sources)
    {
        var list = _folder.Write("build/Build/bin/host/.built-false", string.Join('\n', sources));
        File.SetLastWriteTimeUtc(list, DateTime.UtcNow.AddSeconds(1));
    }
}
