using System.Runtime.Versioning;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

[Trait(Traits.Category, Traits.Integration)]
public sealed class GitOpsRepositoryTests
{
    [Fact]
    public async Task An_edit_is_committed_and_pushed_and_changes_nothing_else()
    {
        using var forge = await Forge.StartAsync();
        var before = await forge.TipAsync();

        var commit = await forge.Repository().ApplyAsync(WriteNote("note.txt", "hello"), default);

        Assert.Equal((await forge.TipAsync(), true, 1), (commit.Id, commit.IsNew, commit.Tries));
        Assert.Equal(["k8s/note.txt"], await forge.ChangedByAsync(commit.Id));
        Assert.Equal("k8s/note.txt", await forge.GitAsync("diff", "--name-only", before, "main"));
        Assert.Equal(
            "A Build <build@example.com>|A Build|Note|Key: value",
            await forge.GitAsync("log", "-1", "--format=%an <%ae>|%cn|%s|%(trailers:key=Key)", "main"));
    }

    [Fact]
    public async Task Nothing_changed_is_a_success_without_a_commit()
    {
        using var forge = await Forge.StartAsync();

        var none = await forge.Repository().ApplyAsync(_ => new GitOpsChange([], Note), default);
        var same = await forge.Repository().ApplyAsync(WriteNote("base/kustomization.yaml", "resources: []\n"), default);

        Assert.False(none.IsNew || same.IsNew);
        Assert.Equal(await forge.TipAsync(), same.Id);
        Assert.Equal(1, await forge.CommitsAsync());
    }

    [Fact]
    public async Task When_another_push_comes_in_between_the_edit_is_applied_again_to_what_the_other_wrote()
    {
        using var forge = await Forge.StartAsync();
        var seen = new List<string>();

        var commit = await forge.Repository("one").ApplyAsync(
            checkout =>
            {
                seen.Add(File.Exists(Path.Combine(checkout, "k8s/other.txt")) ? "with the other" : "alone");
                if (seen.Count == 1)
                {
                    forge.Repository("two").ApplyAsync(WriteNote("other.txt", "other"), default).GetAwaiter().GetResult();
                }

                return WriteNote("mine.txt", "mine")(checkout);
            },
            default);

        Assert.Equal(["alone", "with the other"], seen);
        Assert.Equal(2, commit.Tries);
        Assert.Equal(3, await forge.CommitsAsync());
        Assert.Contains(forge.Log.Lines, line => line.StartsWith("someone else pushed first; try 2 of 10", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_ten_overtaken_tries_it_gives_up_and_has_forced_nothing()
    {
        using var forge = await Forge.StartAsync();
        var tries = 0;
        var time = new HurryingTime();
        var repository = new GitOpsRepository(forge.Settings("one"), forge.Runner, forge.Log, time);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => repository.ApplyAsync(
            checkout =>
            {
                forge.Repository("two").ApplyAsync(WriteNote("other.txt", $"{++tries}"), default).GetAwaiter().GetResult();
                return WriteNote("mine.txt", "mine")(checkout);
            },
            default));

        Assert.Equal(GitOpsRepository.MaximumTries, tries);
        Assert.Contains("after 10 tries", failure.What);
        Assert.Equal(11, await forge.CommitsAsync());
    }

    [Fact]
    public async Task A_lost_answer_to_a_push_makes_no_second_commit()
    {
        using var forge = await Forge.StartAsync();
        var runner = new InterceptingRunner(forge.Runner)
        {
            After = (command, calls) => command.Arguments.Contains("push") && calls == 1
                ? new CommandResult(128, "", "fatal: the remote end hung up unexpectedly")
                : null,
        };

        var commit = await forge.Repository(runner: runner).ApplyAsync(WriteNote("note.txt", "once"), default);

        Assert.True(commit.IsNew);
        Assert.Equal(await forge.TipAsync(), commit.Id);
        Assert.Equal(2, await forge.CommitsAsync());
    }

    [Fact]
    public async Task What_a_killed_run_left_in_the_kept_clone_is_cleared_away()
    {
        using var forge = await Forge.StartAsync();
        await forge.Repository().ApplyAsync(WriteNote("one.txt", "1"), default);
        var clone = forge.Settings().CloneFolder;
        File.WriteAllText(Path.Combine(clone, ".git", "index.lock"), "");
        File.WriteAllText(Path.Combine(clone, "k8s", "left-over.txt"), "x");
        File.WriteAllText(Path.Combine(clone, "k8s", "one.txt"), "half");

        var commit = await forge.Repository().ApplyAsync(WriteNote("two.txt", "2"), default);

        Assert.Equal((true, 1), (commit.IsNew, commit.Tries));
        Assert.Equal(["k8s/two.txt"], await forge.ChangedByAsync(commit.Id));
    }

    [Fact]
    public async Task A_damaged_clone_is_made_anew()
    {
        using var forge = await Forge.StartAsync();
        await forge.Repository().ApplyAsync(WriteNote("one.txt", "1"), default);
        File.WriteAllText(Path.Combine(forge.Settings().CloneFolder, ".git", "index"), "damaged");

        var commit = await forge.Repository().ApplyAsync(WriteNote("two.txt", "2"), default);

        Assert.Equal((true, 2), (commit.IsNew, commit.Tries));
        Assert.Equal(3, await forge.CommitsAsync());
    }

    [Fact]
    public async Task A_folder_that_is_no_clone_of_this_build_is_left_alone()
    {
        using var forge = await Forge.StartAsync();
        var file = Path.Combine(forge.Settings().CloneFolder, "precious.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "x");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => forge.Repository().TipAsync(default));

        Assert.Contains("not a clone of this build", failure.Why);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task It_works_without_a_home_and_within_a_git_hook()
    {
        using var forge = await Forge.StartAsync();
        var runner = new InterceptingRunner(forge.Runner)
        {
            Before = command => command with
            {
                Environment = new Dictionary<string, string?>(command.Environment)
                {
                    ["HOME"] = forge["empty"],
                    ["XDG_CONFIG_HOME"] = null,
                    ["GIT_CONFIG_GLOBAL"] = null,
                },
            },
        };

        var commit = await forge.Repository(runner: runner).ApplyAsync(WriteNote("note.txt", "x"), default);

        Assert.Equal(await forge.TipAsync(), commit.Id);
        Assert.All(runner.Commands, command => Assert.Null(command.Environment["GIT_INDEX_FILE"]));
    }

    [Fact]
    public async Task Content_keeps_its_bytes_whatever_the_repository_says_of_line_ends()
    {
        using var forge = await Forge.StartAsync();
        await forge.Repository().ApplyAsync(WriteNote(".gitattributes", "* text=auto eol=crlf\n"), default);

        await forge.Repository().ApplyAsync(WriteNote("crlf.txt", "a\r\nb\n"), default);

        Assert.Equal("5 61 d a 62 a", await BytesAsync(forge, "main:k8s/crlf.txt"));
    }

    [Fact]
    public async Task A_cancelled_run_leaves_the_branch_as_it_was()
    {
        using var forge = await Forge.StartAsync();
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => forge.Repository().ApplyAsync(
            checkout =>
            {
                cancellation.Cancel();
                return WriteNote("note.txt", "x")(checkout);
            },
            cancellation.Token));

        Assert.Equal(1, await forge.CommitsAsync());
        Assert.True((await forge.Repository().ApplyAsync(WriteNote("note.txt", "x"), default)).IsNew);
    }

    [Fact]
    public async Task A_branch_that_is_not_there_is_named_with_the_remedy()
    {
        using var forge = await Forge.StartAsync();
        var repository = new GitOpsRepository(forge.Settings() with { Branch = "nosuch" }, forge.Runner, forge.Log, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => repository.TipAsync(default));

        Assert.Contains("nosuch", failure.What);
        Assert.Contains("--gitops-branch", failure.Next);
    }

    [Fact]
    public async Task Files_are_read_at_the_tip_and_at_older_commits_that_the_shallow_clone_lacks()
    {
        using var forge = await Forge.StartAsync();
        var first = await forge.TipAsync();
        await forge.Repository("writer").ApplyAsync(WriteNote("note.txt", "1"), default);
        await forge.Repository("writer").ApplyAsync(WriteNote("note.txt", "2"), default);
        var reader = forge.Repository("reader");

        Assert.Equal("2\n", await reader.ReadAsync("k8s/note.txt", null, default));
        Assert.Null(await reader.ReadAsync("k8s/note.txt", first, default));
        Assert.Equal("resources: []\n", await reader.ReadAsync("k8s/base/kustomization.yaml", first[..8], default));
        Assert.Contains(
            "does not have it", (await Assert.ThrowsAsync<DeliveryException>(() => reader.ReadAsync("k8s", "abcdef12", default))).Why);
    }

    [Fact]
    public async Task The_folders_are_read_as_they_stand_at_a_commit()
    {
        using var forge = await Forge.StartAsync();
        var first = await forge.TipAsync();
        await forge.Repository("writer").ApplyAsync(WriteNote("note.txt", "1"), default);
        var repository = forge.Repository("reader");

        Assert.False(await repository.AtAsync(first, HasNote, default));
        Assert.True(await repository.AtAsync(await forge.TipAsync(), HasNote, default));

        static Task<bool> HasNote(string checkout, CancellationToken cancellationToken) =>
            Task.FromResult(File.Exists(Path.Combine(checkout, "k8s", "note.txt")));
    }

    [Fact]
    public async Task Our_commit_is_an_ancestor_of_what_others_put_on_top()
    {
        using var forge = await Forge.StartAsync();
        var ours = await forge.Repository("ours").ApplyAsync(WriteNote("note.txt", "1"), default);
        var theirs = await forge.Repository("theirs").ApplyAsync(WriteNote("note.txt", "2"), default);
        var repository = forge.Repository("ours");

        Assert.True(await repository.IsAncestorAsync(ours.Id, theirs.Id, default));
        Assert.True(await repository.IsAncestorAsync(ours.Id, ours.Id, default));
        Assert.False(await repository.IsAncestorAsync(theirs.Id, ours.Id, default));
        Assert.False(await repository.IsAncestorAsync(ours.Id, new string('0', 40), default));
    }

    [Fact]
    public async Task A_commit_that_is_older_than_the_shallow_clone_is_an_ancestor_too()
    {
        using var forge = await Forge.StartAsync();
        var ours = await forge.Repository("ours").ApplyAsync(WriteNote("note.txt", "1"), default);
        await forge.Repository("theirs").ApplyAsync(WriteNote("note.txt", "2"), default);

        // Given a clone that has the tip alone
        var repository = forge.Repository("fresh");
        var tip = await repository.TipAsync(default);

        Assert.True(await repository.IsAncestorAsync(ours.Id, tip, default));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Signatures_that_git_shows_its_user_do_not_stand_in_the_way()
    {
        using var forge = await Forge.StartAsync();
        var settings = forge.Settings() with { SignsAs = forge.Settings().CloneFolder };
        var repository = new GitOpsRepository(settings, forge.Runner, forge.Log, TimeProvider.System);
        await repository.TipAsync(default);
        SigningUser.Configure(Path.Combine(settings.CloneFolder, ".git", "config"));

        var commit = await repository.ApplyAsync(WriteNote("note.txt", "1"), default);
        var found = await repository.FindVersionAsync(["k8s/note.txt"], "Key", _ => true, default);

        Assert.Equal(1, commit.Tries);
        Assert.Equal((commit.Id, "value"), (found?.Commit, Assert.Single(found!.TrailerValues)));
        Assert.Contains("gpgsig", await forge.GitAsync("cat-file", "commit", "main"));
    }

    [Fact]
    public void A_password_in_the_address_is_refused_and_not_repeated()
    {
        using var forge = new Forge();

        var failure = Assert.Throws<DeliveryException>(() => new GitOpsRepository(
            forge.Settings() with { Remote = "https://me:s3cret@example.com/x.git" }, forge.Runner, forge.Log, TimeProvider.System));

        Assert.DoesNotContain("s3cret", failure.Message);
    }

    private static CommitMessage Note => new("Note", [new("Key", "value")]);

    private static Func<string, GitOpsChange> WriteNote(string name, string content) => checkout =>
    {
        File.WriteAllText(Path.Combine(checkout, "k8s", name), content);
        return new GitOpsChange([$"k8s/{name}"], Note);
    };

    private static async Task<string> BytesAsync(Forge forge, string blob)
    {
        var size = await forge.GitAsync("cat-file", "-s", blob);
        var path = forge["blob"];
        var result = await forge.Runner.RunAsync(new Command("sh", "-c", $"git --git-dir='{forge.Bare}' cat-file blob {blob} > '{path}'"));
        Assert.Equal(0, result.ExitCode);
        return $"{size} {string.Join(' ', File.ReadAllBytes(path).Select(b => b.ToString("x")))}";
    }
}
