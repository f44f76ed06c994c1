using GitOpsDemo.Build.Options;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.Build.Tests.BadInput;

/// <summary>Every option is given every bad value: it is refused in words before anything runs.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class OptionValueTests(ITestOutputHelper output)
{
    private const int LongestMessage = 2_000;

    private static readonly string[] Tasks = ["Default", "Deploy", "LabDown", "Rollback", "VerifyAlerts"];

    /// <summary>
    /// Options that take a path, and two that take any text: one goes into a commit's message, through standard input, the other is matched
    /// here, by an engine that takes no longer for one text than for another.
    /// </summary>
    private static readonly Option[] TakePaths =
    [
        PlaceOptions.GitOpsRepository, PlaceOptions.ChartsFrom, PlaceOptions.CosignKey, PlaceOptions.CosignPublicKey, KnownOptions.Reason,
        KnownOptions.Grep,
    ];

    private static IEnumerable<Option> WithValue => KnownOptions.All.Where(option => !option.IsFlag);

    [Fact]
    public void No_option_takes_a_bad_value()
    {
        var attempts = new Attempts();
        foreach (var option in WithValue)
        {
            foreach (var (name, value) in BadArguments.Never)
            {
                attempts.Add($"--{option.Name} with {name}", Read($"--{option.Name}={value}"), MustBeRefused);
                attempts.Add($"--{option.Name} followed by {name}", Read($"--{option.Name}", value), MustBeRefused);
            }

            foreach (var (name, value) in BadArguments.Paths)
            {
                attempts.Add(
                    $"--{option.Name} with {name}",
                    Read($"--{option.Name}={value}"),
                    TakePaths.Contains(option) ? MayBeRefused : MustBeRefused);
            }

            foreach (var (name, value) in BadArguments.Shell)
            {
                attempts.Add(
                    $"--{option.Name} with {name}",
                    Read($"--{option.Name}={value}"),
                    TakePaths.Contains(option) ? MayBeRefused : MustBeRefused);
            }
        }

        output.WriteLine($"values of options: {attempts}");
        attempts.RequireAllRight();
        Assert.True(attempts.Count > 500);
    }

    [Fact]
    public void No_flag_takes_a_value_and_no_bad_name_is_an_option()
    {
        var attempts = new Attempts();
        foreach (var (name, value) in BadArguments.Never.Concat(BadArguments.Paths).Concat(BadArguments.Shell))
        {
            foreach (var flag in KnownOptions.All.Where(option => option.IsFlag && option.Name != "help"))
            {
                attempts.Add($"--{flag.Name} with {name}", Read($"--{flag.Name}={value}"), MustBeRefused);
            }

            attempts.Add($"an option called {name}", Read($"--{value}"), MustBeRefused);
            attempts.Add($"an option called {name} with a value", Read($"--{value}=dev"), MustBeRefused);
            attempts.Add($"{name} alone", Read(value), MustBeRefused);
        }

        output.WriteLine($"flags and names: {attempts}");
        attempts.RequireAllRight();
    }

    [Theory]
    [InlineData("ext::sh -c id")]
    [InlineData("fd::17")]
    [InlineData("ftp://example.com/x.git")]
    [InlineData("ssh://-oProxyCommand=id/x")]
    [InlineData("git@-oProxyCommand=id:x")]
    [InlineData("https://:token@example.com/x.git")]
    [InlineData("https://example.com:99999999/x.git")]
    public void A_repository_is_an_address_that_git_only_reads_and_writes(string value) =>
        Assert.Null(MustBeRefused(Read($"--gitops-repository={value}").Failure));

    [Theory]
    [InlineData("--gitops-repository=git@example.com:group/x.git")]
    [InlineData("--gitops-repository=ssh://git@example.com:2222/group/x.git")]
    [InlineData("--gitops-repository=https://example.com/group/x.git")]
    [InlineData("--gitops-repository=file:///srv/my%20repositories/x.git")]
    [InlineData("--gitops-repository=../x.git")]
    [InlineData("--gitops-repository=/srv/my repositories/x.git")]
    [InlineData("--charts-from=/srv/my charts")]
    [InlineData("--charts-from=oci://registry.example.com/charts")]
    [InlineData("--kube-context=arn:aws:eks:eu-central-1:123456789012:cluster/demo")]
    [InlineData("--kube-context=kubernetes-admin@kubernetes")]
    [InlineData("--kube-context=gke_project_zone_name")]
    [InlineData("--reason=it's too slow: 5 % of requests > 2 s (see #42)", "--target=Rollback")]
    [InlineData("--to=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "--target=Rollback")]
    [InlineData("--gitops-branch=feature/umstellung-2.0_b+c")]
    [InlineData("--gitops-path=deploy/k8s")]
    [InlineData("--alert-receiver=#alerts")]
    [InlineData("--prometheus-url=https://prometheus.example.com:9090/prefix/")]
    public void What_people_mean_is_taken(params string[] arguments) => Assert.Null(Read(arguments).Failure);

    private static Attempt Read(params string[] arguments) => Attempt.At(() => BuildOptions.From(CommandLine.Parse(arguments, Tasks)));

    private static string? MayBeRefused(Exception? failure) => failure is null ? null : MustBeRefused(failure);

    private static string? MustBeRefused(Exception? failure) => failure switch
    {
        null => "it was taken",
        not CommandLineException => $"it ended in {failure}",
        { Message.Length: > LongestMessage } => $"its message has {failure.Message.Length} characters",
        _ when failure.Message.Any(c => char.IsControl(c) || char.IsSurrogate(c)) => "its message has control characters",
        _ => null,
    };
}
