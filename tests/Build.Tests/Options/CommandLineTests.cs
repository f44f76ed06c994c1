using GitOpsDemo.Build.Options;

namespace GitOpsDemo.Build.Tests.Options;

public sealed class CommandLineTests
{
    private static readonly string[] Tasks = ["Default", "Deploy", "LabDown", "VerifyAlerts"];

    [Fact]
    public void Without_arguments_the_target_is_Default_and_everything_stays_on_this_computer()
    {
        var options = Options();

        Assert.Equal(["Default"], options.Targets);
        Assert.True(options.Cluster.DeliversToLab);
        Assert.Equal(
            ("dev", "Release", "gitops-demo", "main", "k8s"),
            (options.Environment, options.Configuration, options.Image.Repository, options.GitOps.Branch, options.GitOps.Folders[0]));
    }

    [Theory]
    [InlineData("--environment=staging")]
    [InlineData("--environment", "staging")]
    [InlineData("--Environment=STAGING")]
    public void A_value_is_joined_or_follows(params string[] arguments) => Assert.Equal("staging", Options(arguments).Environment);

    [Fact]
    public void Targets_keep_their_order_and_get_the_case_of_the_task() =>
        Assert.Equal(["Deploy", "VerifyAlerts"], Options("--target=deploy", "--target", "verifyalerts").Targets);

    [Fact]
    public void The_host_gets_each_option_in_one_form() =>
        Assert.Equal(["--target=Deploy", "--dryrun"], CommandLine.Parse(["--target", "Deploy", "--dryrun"], Tasks).Arguments);

    [Theory]
    [InlineData("--target=Deplpy", "'Deplpy'. Did you mean Deploy?")]
    [InlineData("--target=Nonsense", "'Nonsense'. --description")]
    [InlineData("--enviroment=dev", "'--enviroment'. Did you mean environment?")]
    [InlineData("--nonsense", "'--nonsense'. --help")]
    [InlineData("--environment=prd", "not one of dev, staging, prod. Did you mean prod?")]
    [InlineData("--environment=../../x", "not one of dev, staging, prod")]
    [InlineData("--environment=", "--environment needs a value")]
    [InlineData("--environment", "--environment needs a value")]
    [InlineData("--image-tag=latest", "'latest' names no version")]
    [InlineData("--image-tag=a b", "is not a tag")]
    [InlineData("--image-tag=.x", "is not a tag")]
    [InlineData("--image-tag=-x", "does not begin with a dash")]
    [InlineData("--image-repository=Upper", "is not a repository")]
    [InlineData("--image-repository=a/../b", "is not a repository")]
    [InlineData("--image-registry=http://x", "is not a registry")]
    [InlineData("--gitops-repository=https://me:secret@host/x.git", "set GITOPS_TOKEN")]
    [InlineData("--gitops-repository=--upload-pack=touch", "does not begin with a dash")]
    [InlineData("--gitops-repository=ext::sh -c id", "is not a repository")]
    [InlineData("--gitops-branch=a..b", "is not a branch name")]
    [InlineData("--gitops-path=../x", "is not a folder inside")]
    [InlineData("--gitops-path=/etc", "is not a folder inside")]
    [InlineData("--timeout=soon", "is not a duration")]
    [InlineData("--timeout=0s", "is not a duration")]
    [InlineData("--timeout=25h", "at most 24h")]
    [InlineData("--image-builder=kaniko", "not one of auto, docker, oci")]
    [InlineData("--image-platforms=amd64", "of linux/amd64 and linux/arm64")]
    [InlineData("--image-platforms=linux/arm64,linux/arm64", "each once")]
    [InlineData("--image-platforms=linux/arm64,", "is not a list of platforms")]
    [InlineData("--dryrun=perhaps", "--dryrun takes no value")]
    [InlineData("--kube-context=a\nb", "control characters")]
    [InlineData("Deploy", "is not an option")]
    [InlineData("-x", "is not an option")]
    public void What_is_wrong_is_named_before_any_task_runs(string argument, string problem)
    {
        var wrong = Assert.Throws<CommandLineException>(() => CommandLine.Parse([argument], Tasks));

        Assert.Contains(problem, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("?.", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("..", wrong.Message[wrong.Message.IndexOf(problem, StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_folder_for_temporary_files_nothing_begins() => Assert.Equal(
        "there is no folder /no/such/folder for temporary files. Next: make it, or let TMPDIR name another.",
        Assert.Throws<CommandLineException>(() => OptionChecks.RequireTemporary("/no/such/folder")).Message);

    [Theory]
    [InlineData("--to=staging", "--to means nothing to Deploy: it is for Promote, Rollback.", "--target=Deploy")]
    [InlineData("--watch=10m", "--watch means nothing to LabDown: it is for Deploy, Verify, ", "--target=LabDown")]
    [InlineData("--alert=HighErrorRate", "--alert means nothing to VerifyAlerts: it is for FireDrill.", "--target=VerifyAlerts")]
    [InlineData("--soak=10m", "--soak means nothing to Default: it is for Deploy, Promote, ")]
    [InlineData(
        "--environment=prod",
        "--environment means nothing to Promote: --from and --to name its environments.",
        "--target=Promote",
        "--from=dev")]
    public void An_option_that_no_target_takes_notice_of_is_refused(string option, string problem, params string[] others) =>
        Assert.StartsWith(
            problem,
            Assert.Throws<CommandLineException>(() => CommandLine.Parse([option, .. others], [.. Tasks, "Promote"])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void One_that_some_target_takes_notice_of_is_taken() =>
        Assert.Equal(TimeSpan.FromMinutes(10), Options("--target=LabDown", "--target=VerifyAlerts", "--watch=10m").Watch);

    [Theory]
    [InlineData("Deploy")]
    [InlineData("Verify")]
    [InlineData("Validate")]
    [InlineData("Default")]
    public void A_target_that_stands_for_others_is_refused_without_them(string target) => Assert.StartsWith(
        $"--exclusive leaves out all that {target} stands for, so that nothing would be done.",
        Assert.Throws<CommandLineException>(() => BuildOptions.From(
            CommandLine.Parse([$"--target={target}", "--exclusive"], GitOpsDemo.Build.Tasks.BuildTasks.Names))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void One_that_does_something_itself_runs_alone() => Assert.True(BuildOptions.From(
        CommandLine.Parse(["--target=VerifyAlerts", "--exclusive"], GitOpsDemo.Build.Tasks.BuildTasks.Names)).IsExclusive);

    [Theory]
    [InlineData("--settings=../settings.json", "is not a file inside the repository")]
    [InlineData("--settings=/etc/passwd", "/etc/passwd can't be used")]
    [InlineData("--settings=build/seting.json", "build/seting.json can't be used: there is no ")]
    [InlineData("--settings=build", "build can't be used: it is a folder. Next: name the settings file in it.")]
    [InlineData("--settings=build/tools.json", "build/tools.json can't be used: ")]
    [InlineData("--settings", "--settings needs a value")]
    public void Another_settings_file_is_one_of_the_repository(string argument, string problem) =>
        Assert.Contains(
            problem, Assert.Throws<CommandLineException>(() => CommandLine.Parse([argument], Tasks)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_settings_file_gives_the_defaults_and_an_option_goes_before_it()
    {
        var sample = Options("--settings=samples/hello/settings.json");

        Assert.Equal(("hello", "dev", "samples/hello/k8s"), (sample.Image.Repository, sample.Environment, sample.GitOps.Folders[0]));
        Assert.Equal(
            ("other", "live"),
            (
                Options("--settings=samples/hello/settings.json", "--image-repository=other").Image.Repository,
                Options("--environment=live", "--settings=samples/hello/settings.json").Environment));
        Assert.Contains(
            "not one of dev, live",
            Assert.Throws<CommandLineException>(() => Options("--environment=prod", "--settings=samples/hello/settings.json")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_a_URL_is_not_repeated()
    {
        var failure = Assert.Throws<CommandLineException>(
            () => CommandLine.Parse(["--gitops-repository=https://me:secret@host/x.git"], Tasks));

        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forgotten_value_does_not_swallow_the_next_option() =>
        Assert.Throws<CommandLineException>(() => CommandLine.Parse(["--timeout", "--dryrun"], Tasks));

    [Fact]
    public void An_option_that_stands_twice_is_an_error() =>
        Assert.Throws<CommandLineException>(() => CommandLine.Parse(["--environment=dev", "--environment=prod"], Tasks));

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("90", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("1h", 3600)]
    public void A_duration_has_a_unit(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Options($"--timeout={text}").Timeout);

    [Theory]
    [InlineData("--image-builder=sdk", "oci")]
    [InlineData("--image-builder=OCI", "oci")]
    [InlineData("--image-builder=docker", "docker")]
    public void The_builder_without_an_engine_is_known_by_its_former_name_too(string argument, string builder) =>
        Assert.Equal(builder, Options(argument).Image.Builder);

    [Fact]
    public void The_help_has_every_option_and_task()
    {
        using var writer = new StringWriter();

        new Help(writer, int.MaxValue).Write(SampleSettings.Value, [("Deploy", "Deploys.")], isWhole: true);

        Assert.All(KnownOptions.All, option => Assert.Contains($"  --{option.Name} ", writer.ToString(), StringComparison.Ordinal));
        Assert.Contains("Deploys.", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_short_help_has_what_people_type_and_says_where_the_rest_is()
    {
        using var writer = new StringWriter();

        new Help(writer, int.MaxValue).Write(SampleSettings.Value, [("Deploy", "Deploys.")], isWhole: false);

        Assert.Equal(20, KnownOptions.Common.Count);
        Assert.All(KnownOptions.All, option => Assert.Equal(
            KnownOptions.Common.Contains(option), writer.ToString().Contains($"  --{option.Name} ", StringComparison.Ordinal)));
        Assert.Contains("--help=all", writer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", false)]
    [InlineData("--help=all", true)]
    public void The_help_is_asked_for_in_short_or_whole(string argument, bool isWhole)
    {
        var line = CommandLine.Parse([argument], Tasks);

        Assert.Equal((true, isWhole), (line.AsksForHelp, line.AsksForAllOptions));
    }

    [Theory]
    [InlineData("", "Promote needs --from: the environment whose image is taken, such as --from=dev.")]
    [InlineData("--from=prod", "Promote needs --to: prod is the last environment.")]
    [InlineData("--from=dev --to=stagin", "--to: 'stagin' is not one of dev, staging, prod. Did you mean staging?")]
    [InlineData("--from=dev --to=1.4.0", "--to: '1.4.0' is not one of dev, staging, prod.")]
    public void A_promotion_from_nowhere_or_to_nowhere_is_refused_before_anything_runs(string options, string problem)
    {
        var line = CommandLine.Parse(
            ["--target=Promote", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)], GitOpsDemo.Build.Tasks.BuildTasks.Names);

        Assert.Equal(problem, Assert.Throws<CommandLineException>(() => BuildOptions.From(line)).Message);
    }

    [Theory]
    [InlineData("--from=dev", "staging")]
    [InlineData("--from=Staging", "prod")]
    [InlineData("--from=dev --to=PROD", "prod")]
    public void A_promotion_goes_to_the_environment_that_is_named_or_to_the_next(string options, string to) => Assert.Equal(
        to, BuildOptions.From(
            CommandLine.Parse(["--target=Promote", .. options.Split(' ')], GitOpsDemo.Build.Tasks.BuildTasks.Names)).Release.To);

    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    public void The_help_is_as_wide_as_the_terminal_and_a_meaning_goes_on_below_its_begin(int width)
    {
        using var writer = new StringWriter();

        new Help(writer, width).Write(SampleSettings.Value, [("Deploy", string.Join(' ', Enumerable.Repeat("word", 40)))], isWhole: false);

        var lines = writer.ToString().ReplaceLineEndings("\n").Split('\n').ToList();
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        Assert.StartsWith(
            new string(' ', "  Deploy                  ".Length) + "word word",
            lines[lines.FindIndex(line => line.StartsWith("  Deploy", StringComparison.Ordinal)) + 1],
            StringComparison.Ordinal);
    }

    private static BuildOptions Options(params string[] arguments) => BuildOptions.From(CommandLine.Parse(arguments, Tasks));
}
