using System.Diagnostics;
using System.Globalization;
using GitOpsDemo.Testing;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>Interrupts builds of a clone whose lab is up, and looks at what they leave.</summary>
/// <param name="clone">The clone.</param>
/// <param name="seed">The same moments again come from the same seed, as far as the computer is as fast.</param>
/// <param name="say">Told of each interruption.</param>
internal sealed class InterruptedBuilds(Checkout clone, int seed, Action<string> say)
{
    /// <summary>How long a build may take to end after Ctrl-C, and what it leaves to die away.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromMinutes(2);

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, int> _places = new(StringComparer.Ordinal);
    private string? _first;
    private int _runs;

    /// <summary>How many builds were interrupted so far: those that were quicker do not count.</summary>
    public int Interruptions { get; private set; }

    /// <summary>How many of the Deploys that followed succeeded.</summary>
    public int Deploys { get; private set; }

    /// <summary>Runs a build, interrupts it at a random moment, and makes sure that the repository is at a whole commit.</summary>
    /// <param name="longestLife">How long it may live.</param>
    /// <param name="target">
    /// What it is to do, with a tag that none had before: an image to push, a commit to make and pods to replace.
    /// </param>
    /// <param name="arguments">What else it is told.</param>
    public async Task InterruptAsync(TimeSpan longestLife, string target, params string[] arguments)
    {
        _first ??= await TipAsync();
        var (life, kind, place) = (longestLife * _random.NextDouble(), (Interruption)(_runs % 3), "before the first task");
        using var build = clone.StartBuild(
            line =>
                place = Headline(line) ?? place, ["--target=" + target, $"--image-tag=0.0.0-interrupted.{seed}.{_runs++}", .. arguments]);
        if (arguments is ["--exclusive", ..])
        {
            // A single task is short: its life counts from its start.
            await Eventually.HoldsAsync(() => build.HasExited || place == target, $"{target} begins", LongestEnd);
        }

        if (!build.WaitForExit(life))
        {
            await SignalAsync(build.Id, kind);
            Interruptions++;
            _places[place] = _places.GetValueOrDefault(place) + 1;
            say(string.Create(
                CultureInfo.InvariantCulture, $"{Interruptions}: {kind} of {target} after {life.TotalSeconds:0.00} s, in {place}"));
        }

        using var bound = new CancellationTokenSource(LongestEnd);
        await build.WaitForExitAsync(bound.Token);
        await AssertRepositoryIsWholeAsync();
    }

    /// <summary>Runs a Deploy to its end and makes sure that it succeeds and that nothing is left of those before.</summary>
    public async Task DeployAsync()
    {
        _first ??= await TipAsync();
        var run = await clone.BuildAsync("--target=Deploy", $"--image-tag=0.0.0-whole.{seed}.{_runs++}");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        await AssertRepositoryIsWholeAsync();
        var lab = new LabProcesses(clone);
        Assert.Equal(2, lab.Replicas.Count);
        Assert.All(lab.Replicas, replica => Assert.True(replica.IsRunning));
        await Eventually.HoldsAsync(
            () => lab.Orphans().Count == 0,
            () => $"nothing runs that the lab does not know: {string.Join('\n', lab.Orphans())}",
            LongestEnd);
        Assert.Empty(Directory.EnumerateFileSystemEntries(clone.Temporary));
        Deploys++;
    }

    public override string ToString()
    {
        var places = string.Join(", ", _places.Select(place => $"{place.Value} in {place.Key}"));
        return $"{Interruptions} builds were interrupted (seed {seed}: {places}), {Deploys} Deploys that followed succeeded";
    }

    private static async Task SignalAsync(int build, Interruption kind)
    {
        // setsid has made the build the leader of a group of its own.
        var (signal, whom) =
            kind switch { Interruption.Kill => ("-KILL", build), Interruption.KillAll => ("-KILL", -build), _ => ("-INT", -build) };
        using var kill = Process.Start("kill", [signal, "--", whom.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Whole objects, and commits that change an image in one overlay and nothing else.</summary>
    private async Task AssertRepositoryIsWholeAsync()
    {
        await clone.GitAsync(Repository, "fsck", "--full", "--strict", "--no-dangling");
        var changes = await clone.GitAsync(Repository, "log", "--patch", "--unified=0", "--format=tformat:commit", $"{_first}..main");
        foreach (var commit in changes.Split("commit\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = commit.Split('\n').Where(line => line.StartsWith('+') || line.StartsWith('-')).ToList();
            Assert.EndsWith(
                "/dev/kustomization.yaml",
                Assert.Single(lines, line => line.StartsWith("+++", StringComparison.Ordinal)),
                StringComparison.Ordinal);
            var changed = lines.Where(line => line is not (['+', '+', '+', ..] or ['-', '-', '-', ..]));
            Assert.All(changed, line => Assert.Matches("^[+-]    (newName|newTag|digest): ", line));
        }
    }

    private async Task<string> TipAsync() => (await clone.GitAsync(Repository, "rev-parse", "main")).Trim();

    private string Repository => $"--git-dir={clone[".lab", "gitops.git"]}";

    /// <summary>The name of the task whose heading a line is: one word, indented by one space.</summary>
    private static string? Headline(string line) =>
        line is [' ', not ' ', ..] && line.Trim() is var name && name.All(char.IsLetter) ? name : null;
}
