using System.Runtime.Versioning;
using GitOpsDemo.LabAgent.Logs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.LabAgent.Tests.Logs;

/// <summary>The lines of a replica, in pieces: those of a process from its file, those of a container from its engine.</summary>
[UnsupportedOSPlatform("windows")]
[Trait(Traits.Category, Traits.Integration)]
public sealed class PodLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_log_is_read_in_whole_lines_from_where_the_page_is()
    {
        var file = _folder.Write("p.log", "one\ntwo\nhal");
        var log = new FileLog(file);

        var first = await log.LatestAsync(from: null, default);
        await File.AppendAllTextAsync(file, "f\nthree\n");
        var next = await log.LatestAsync(first.Next, default);
        await File.WriteAllTextAsync(file, "anew\n");
        var anew = await log.LatestAsync(next.Next, default);

        Assert.Equal(["one", "two"], Texts(first));
        Assert.Equal(["half", "three"], Texts(next));
        Assert.Equal(["anew"], Texts(anew));
    }

    [Fact]
    public async Task Lines_that_come_faster_than_they_can_be_shown_are_said_to_be_left_out()
    {
        var file = _folder.Write("p.log", Numbered(100_000));

        var piece = await new FileLog(file).LatestAsync(from: "0", default);

        Assert.Equal("line 99999", piece.Lines[^1].Text);
        Assert.InRange(piece.Lines.Count, 1000, 99_999);
        Assert.Equal(new FileInfo(file).Length, piece.LeftOut + PodLog.MostBytes);
    }

    [Fact]
    public async Task Whoever_takes_all_of_a_file_gets_every_line_once_also_one_that_is_too_long_for_a_piece()
    {
        var longest = new string('x', PodLog.MostBytes + 10);
        var file = _folder.Write("p.log", $"{Numbered(100_000)}{longest}\nlast\nhal");

        var lines = await AllAsync(new FileLog(file), from: null);
        await File.AppendAllTextAsync(file, "f\n");
        var rest = await AllAsync(new FileLog(file), lines.Next);

        Assert.Equal(Enumerable.Range(0, 100_000).Select(number => $"line {number:00000}"), lines.Texts.Take(100_000));
        Assert.Equal([longest[..PodLog.MostBytes], longest[PodLog.MostBytes..], "last"], lines.Texts.Skip(100_000));
        Assert.Equal(["half"], rest.Texts);
    }

    [Fact]
    public async Task The_lines_of_a_container_are_those_of_both_its_outputs_by_time_and_from_its_place_on()
    {
        // Given an engine that repeats the last line of before, as one that counts in seconds does
        var log = Container("""
            echo "$@" >> calls
            echo '2026-11-30T12:00:01.000000001Z {"message":"one"}'
            echo '2026-11-30T12:00:03.000000000Z three'
            echo '2026-11-30T12:00:02.000000000Z two' >&2
            """);

        var first = await log.LatestAsync(from: null, default);
        var next = await log.LatestAsync("2026-11-30T12:00:02Z", default);

        Assert.Equal(["{\"message\":\"one\"}", "two", "three"], Texts(first));
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 12, 0, 2, TimeSpan.Zero), first.Lines[1].At);
        Assert.Equal(["three"], Texts(next));
        Assert.Equal("2026-11-30T12:00:03.0000000Z", next.Next);
        Assert.Equal(
            ["logs --timestamps --tail 200 4f1c", "logs --timestamps --since 2026-11-30T12:00:02.0000000Z 4f1c"],
            await File.ReadAllLinesAsync(_folder["calls"]));
    }

    [Fact]
    public async Task A_place_that_is_no_moment_becomes_no_argument()
    {
        await Container("echo \"$@\" >> calls").LatestAsync("--config=/tmp/x", default);

        Assert.Equal("logs --timestamps --tail 200 4f1c\n", await File.ReadAllTextAsync(_folder["calls"]));
    }

    [Fact]
    public async Task A_container_that_is_gone_is_said_in_the_words_of_its_engine()
    {
        var log = Container("echo 'Error response from daemon: No such container: 4f1c' >&2; exit 1");

        var failure = await Assert.ThrowsAsync<IOException>(() => log.LatestAsync(from: null, default));

        Assert.Equal("docker logs: Error response from daemon: No such container: 4f1c", failure.Message);
    }

    [Fact]
    public async Task Without_the_program_of_the_engine_that_is_said()
    {
        var failure = await Assert.ThrowsAsync<IOException>(
            () => new ContainerLog("4f1c", _folder["none"]).LatestAsync(from: null, default));

        Assert.Contains("none", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_takes_all_of_a_container_gets_its_lines_as_they_come_up_to_its_end()
    {
        // Given one that writes its second line once the first has been taken, and then ends
        var log = Container("""
            echo '2026-11-30T12:00:01.000000001Z one'
            while ! [ -e taken ]; do sleep 0.05; done
            echo '2026-11-30T12:00:02.000000002Z two' >&2
            """);
        List<string> lines = [];

        await foreach (var piece in log.AllAsync(from: null, default))
        {
            lines.AddRange(Texts(piece));
            _folder.Write("taken", "");
        }

        Assert.Equal(["one", "two"], lines);
    }

    private ContainerLog Container(string script)
    {
        var docker = _folder.Write("docker", $"#!/bin/sh\ncd '{_folder.Path}'\n{script}\n");
        File.SetUnixFileMode(docker, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new("4f1c", docker);
    }

    private static string Numbered(int lines) => string.Concat(Enumerable.Range(0, lines).Select(number => $"line {number:00000}\n"));

    private static IEnumerable<string> Texts(LogPiece piece) => piece.Lines.Select(line => line.Text);

    private static async Task<(List<string> Texts, string Next)> AllAsync(PodLog log, string? from)
    {
        var (texts, next) = (new List<string>(), "");
        await foreach (var piece in log.AllAsync(from, default))
        {
            texts.AddRange(Texts(piece));
            next = piece.Next;
        }

        return (texts, next);
    }
}
