using System.IO.Compression;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Report;

public sealed class FailureBundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HurryingTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_one_file_without_secrets_and_without_empty_parts()
    {
        var path = Bundle().Write([new("queries.txt", "GET /\nAuthorization: Bearer abc"), new("events.txt", "")]);

        Assert.Equal(_folder["failure-19700101-000000.zip"], path);
        Assert.Equal(("queries.txt", "GET /\nAuthorization: ***"), Assert.Single(Read(path)));
    }

    [Fact]
    public void A_part_is_bounded_and_cut_at_the_end_of_a_line()
    {
        var lines = string.Concat(Enumerable.Range(0, 400_000).Select(line => $"{line:0000}\n"));

        var parts = Read(Bundle().Write([new("begin.txt", lines), new("end.txt", lines, KeepsEnd: true)])).ToDictionary();

        Assert.All(parts.Values, text => Assert.InRange(text.Length, 1_000_000, 1_100_000));
        Assert.Matches(@"\A0000\n(?s:.*)\n[0-9]+\n\([0-9]+ characters after this are left out\)\n\z", parts["begin.txt"]);
        Assert.Matches(@"\A\([0-9]+ characters before this are left out\)\n[0-9]+\n(?s:.*)\n399999\n\z", parts["end.txt"]);
    }

    [Fact]
    public void The_newest_few_stay()
    {
        foreach (var _ in Enumerable.Range(0, 7))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Bundle().Write([new("failure.md", "it failed")]);
        }

        Assert.Equal(
            Enumerable.Range(3, 5).Select(second => $"failure-19700101-00000{second}.zip"),
            Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private FailureBundle Bundle() => new(_folder.Path, new Redaction([], _ => null), _time);

    private static IReadOnlyList<(string Name, string Text)> Read(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        return [.. archive.Entries.Select(entry => (entry.FullName, TextOf(entry)))];
    }

    private static string TextOf(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }
}
