using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

/// <summary>Real keys of ssh-keygen, and git's own verification.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class SignedCommitTests
{
    [FactWithTool("ssh-keygen")]
    public async Task A_user_who_signs_all_of_their_commits_signs_none_of_the_build_s()
    {
        using var forge = await Forge.StartAsync();
        var key = await KeyAsync(forge);
        File.WriteAllText(
            forge["gitconfig"], $"[commit]\ngpgsign = true\n[push]\ngpgSign = true\n[gpg]\nformat = ssh\n[user]\nsigningkey = {key}\n");
        var runner = new InterceptingRunner(forge.Runner)
        {
            Before = command => command with
            {
                Environment = new Dictionary<string, string?>(command.Environment) { ["GIT_CONFIG_GLOBAL"] = forge["gitconfig"] },
            },
        };

        await forge.Repository(runner: runner).ApplyAsync(Note, default);

        Assert.DoesNotContain("gpgsig", await forge.GitAsync("cat-file", "commit", "main"), StringComparison.Ordinal);
    }

    [FactWithTool("ssh-keygen")]
    public async Task Where_it_is_asked_for_commits_are_signed_with_the_key_of_the_checkout()
    {
        // Given a checkout that names its key from its own top
        using var forge = await Forge.StartAsync();
        var key = await KeyAsync(forge);
        await CheckoutAsync(forge, "gpg.format=ssh", "user.signingkey=id");
        File.WriteAllText(forge["signers"], $"build@example.com {File.ReadAllText(key + ".pub")}");

        // When
        await Signing(forge).ApplyAsync(Note, default);

        // Then
        Assert.Equal(
            "G build@example.com",
            await forge.GitAsync("-c", $"gpg.ssh.allowedSignersFile={forge["signers"]}", "log", "-1", "--format=%G? %GS", "main"));
    }

    [FactWithTool("ssh-keygen")]
    public async Task A_key_that_is_not_there_ends_it_at_once_and_nothing_is_pushed()
    {
        using var forge = await Forge.StartAsync();
        await CheckoutAsync(forge, "gpg.format=ssh", "user.signingkey=/no/such/key");
        await Signing(forge).TipAsync(default);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Signing(forge).ApplyAsync(Note, default));

        Assert.Equal("the commit could not be signed", failure.What);
        Assert.Contains("/no/such/key", failure.Why, StringComparison.Ordinal);
        Assert.Contains("user.signingKey", failure.Next, StringComparison.Ordinal);
        Assert.Contains("signCommits", failure.Next, StringComparison.Ordinal);
        Assert.Equal(1, await forge.CommitsAsync());
    }

    private static async Task<string> KeyAsync(Forge forge)
    {
        var key = Path.Combine(forge.WorkTree, "id");
        await forge.Runner.RunAsync(new Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key));
        return key;
    }

    private static async Task CheckoutAsync(Forge forge, params string[] settings)
    {
        await forge.Runner.RunAsync(new Command("git", "init", "--quiet", forge.WorkTree));
        foreach (var setting in settings.Select(setting => setting.Split('=')))
        {
            await forge.Runner.RunAsync(new Command("git", "-C", forge.WorkTree, "config", setting[0], setting[1]));
        }
    }

    private static GitOpsRepository Signing(Forge forge) =>
        new(forge.Settings() with { SignsAs = forge.WorkTree }, forge.Runner, forge.Log, TimeProvider.System);

    private static GitOpsChange Note(string checkout)
    {
        File.WriteAllText(Path.Combine(checkout, "k8s", "note.txt"), "x");
        return new GitOpsChange(["k8s/note.txt"], new CommitMessage("Note", []));
    }
}
