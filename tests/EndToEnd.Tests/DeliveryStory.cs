using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>What a person does with the lab, from the first Deploy in an empty clone to its end, and what they see.</summary>
[Trait(Traits.Category, Traits.Integration)]
[TestCaseOrderer("GitOpsDemo.EndToEnd.Tests.StepOrderer", "GitOpsDemo.EndToEnd.Tests")]
public sealed partial class DeliveryStory(
    FreshClone story, ITestOutputHelper output) : Story(story.Checkout, output), IClassFixture<FreshClone>
{
    private const int RequestsPerSecond = 50;

    [Fact]
    [Step(1)]
    public async Task Deploy_needs_no_option_and_proves_everything()
    {
        var run = await BuildAsync("--target=Deploy");

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("\u001b", run.Output, StringComparison.Ordinal);
        Assert.Contains("7 rules checked; tested: 7 of 7 alerts", run.Output, StringComparison.Ordinal);
        var report = Report();
        Assert.True(report.GetProperty("succeeded").GetBoolean());
        var checks = report.GetProperty("checks").EnumerateArray().ToLookup(
            check => check.GetProperty("verdict").GetString(), check => check.GetProperty("id").GetString());
        Assert.Equal(["panels/gitops-demo/Logs", "dashboards/gitops-demo"], checks["Skipped"]);
        Assert.Equal(checks["Pass"].Count() + 2, checks.Sum(verdict => verdict.Count()));
    }

    [Fact]
    [Step(2)]
    public async Task Prometheus_has_the_rules_and_every_replica_is_up()
    {
        var rules = await GetAsync("prometheus", "api/v1/rules");
        var group = rules.GetProperty("data").GetProperty("groups").EnumerateArray().Single(
            candidate => candidate.GetProperty("name").GetString() == "gitops-demo.rules");
        Assert.Equal(
            ["HighErrorRate", "PodNotReady", "HighMemoryUsage"],
            group.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("name").GetString()));
        Assert.All(group.GetProperty("rules").EnumerateArray(), rule => Assert.Equal("ok", rule.GetProperty("health").GetString()));

        var targets = await GetAsync("prometheus", "api/v1/targets?state=active");
        var replicas = targets.GetProperty("data").GetProperty("activeTargets").EnumerateArray()
            .Where(target => target.GetProperty("labels").TryGetProperty("pod", out _)).ToList();
        Assert.Equal(2, replicas.Count);
        Assert.All(replicas, target => Assert.Equal("up", target.GetProperty("health").GetString()));
    }

    [Fact]
    [Step(3)]
    public async Task The_service_answers_and_promtool_finds_nothing_wrong_with_its_metrics()
    {
        var metrics = await Http.GetStringAsync(new Uri(Url("service"), "metrics"));
        var promtool = Directory.EnumerateFiles(Clone[".tools"], "promtool", SearchOption.AllDirectories).FirstOrDefault() ?? "promtool";

        var checkedMetrics = await new CommandRunner(new RecordingLog()).RunAsync(
            new Command(promtool, "check", "metrics") { StandardInput = metrics });

        Assert.Equal("", checkedMetrics.Error);
        Assert.Contains("http_requests_total", metrics, StringComparison.Ordinal);
    }

    [Fact]
    [Step(4)]
    public async Task The_registry_has_the_digest_of_the_report_and_the_processes_run_from_it()
    {
        var image = ImageReference.Parse(Report().GetProperty("image").GetProperty("reference").GetString()!);
        using var registry = new RegistryClient(new RecordingLog(), TimeProvider.System);

        Assert.Equal(image.Digest, (await registry.ResolveAsync(image.AtTag(image.Tag!)))?.Digest);
        Assert.All(
            Pods(), pod => Assert.Contains(image.Digest!.ToString(), pod.GetProperty("image").GetString()!, StringComparison.Ordinal));
    }

    [Fact]
    [Step(5)]
    public async Task The_repository_has_one_commit_that_changes_tag_and_digest_and_nothing_else()
    {
        var log = await Clone.GitAsync($"--git-dir={Clone[".lab", "gitops.git"]}", "log", "--format=%s", "main");
        Assert.Equal(2, log.Trim().Split('\n').Length);

        var changes = await Clone.GitAsync($"--git-dir={Clone[".lab", "gitops.git"]}", "show", "--format=", "--unified=0", "main");
        var lines = changes.Split('\n').Where(line => line.StartsWith('+') || line.StartsWith('-')).ToList();
        var changed = lines.Where(line => line is not (['+', '+', '+', ..] or ['-', '-', '-', ..]));
        Assert.All(changed, line => Assert.Matches("^[+-]    (newName|newTag|digest): ", line));
        Assert.Single(lines, line => line.StartsWith("+++", StringComparison.Ordinal));
    }

    [Fact]
    [Step(6)]
    public async Task A_second_Deploy_changes_nothing()
    {
        var (commits, pods) = (await CommitsAsync(), PodNames());

        var run = await BuildAsync("--target=Deploy");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(commits, await CommitsAsync());
        Assert.Equal(pods, PodNames());
    }

    [Fact]
    [Step(6)]
    public async Task Then_there_is_nothing_to_change_the_doctor_is_content_and_the_environment_is_in_sync()
    {
        Assert.Equal(0, (await BuildAsync("--target=Diff")).ExitCode);
        Assert.Equal(0, (await BuildAsync("--target=Doctor")).ExitCode);

        var status = await BuildAsync("--target=Status");

        Assert.Equal(0, status.ExitCode);
        Assert.Matches(@"(?m)^sync +Synced$", status.Output);
        Assert.Matches(@"(?m)^health +Healthy, 2 of 2 replicas ready$", status.Output);
        Assert.Matches(@"(?m)^alerts +none firing", status.Output);
    }

    [Fact]
    [Step(6)]
    public async Task Diff_tells_a_changed_manifest_and_a_changed_rule_and_changes_nothing()
    {
        // Given
        var commits = await CommitsAsync();
        var (deployment, rules) = (Clone["k8s", "overlays", "dev", "deployment.yaml"], Clone["monitoring", "alerts.yaml"]);
        var before = (await File.ReadAllTextAsync(deployment), await File.ReadAllTextAsync(rules));
        await File.WriteAllTextAsync(
            deployment, before.Item1.Replace("minReadySeconds: 1", "minReadySeconds: 2", StringComparison.Ordinal));
        await File.WriteAllTextAsync(rules, before.Item2.Replace("for: 2m", "for: 3m", StringComparison.Ordinal));

        // When
        var diff = await BuildAsync("--target=Diff");

        // Then
        Assert.Equal(3, diff.ExitCode);
        Assert.Contains("+  minReadySeconds: 2", diff.Output, StringComparison.Ordinal);
        Assert.Contains("for: 3m", diff.Output, StringComparison.Ordinal);
        Assert.Equal(commits, await CommitsAsync());
        await File.WriteAllTextAsync(deployment, before.Item1);
        await File.WriteAllTextAsync(rules, before.Item2);
    }

    [Fact]
    [Step(8)]
    public async Task The_proven_digest_moves_on_to_staging_and_to_prod_beside_dev()
    {
        Assert.Equal(0, (await BuildAsync("--target=Promote", "--from=dev", "--to=staging")).ExitCode);
        Assert.Equal(0, (await BuildAsync("--target=Promote", "--from=staging", "--to=prod")).ExitCode);

        Assert.Single(Environments().Select(environment => environment.Value.GetProperty("image").GetString()![^71..]).Distinct());
        Assert.Equal(["dev", "prod", "staging"], Environments().Select(environment => environment.Name).Order(StringComparer.Ordinal));
        Assert.All(Environments(), environment => Assert.True(environment.Value.GetProperty("replicas").GetArrayLength() >= 2));
    }

    [Fact]
    [Step(10)]
    public async Task A_changed_line_replaces_the_replicas_without_a_failed_request_though_a_build_dies_on_the_way()
    {
        // Given requests all the while
        var before = (Commits: await CommitsAsync(), Pods: PodNames(), Image: Pods().First().GetProperty("image").GetString());
        await using var load = new PacedLoad(Url("service"), RequestsPerSecond);

        // When a line of the service changes, the build dies while it deploys it, and another is run
        var source = Clone["src", "GitOpsDemo.Api", "Program.cs"];
        await File.AppendAllTextAsync(source, "// One more line.\n" + "internal static class OneMoreLine;\n");
        var isBumping = false;
        using (var build = Clone.StartBuild(line => isBumping |= line.Trim() is "BumpImage", "--target=Deploy"))
        {
            await Eventually.HoldsAsync(
                async () => build.HasExited || (isBumping && await CommitsAsync() > before.Commits),
                "the bump is committed",
                TimeSpan.FromMinutes(5));
            build.Kill();
        }

        var run = await BuildAsync("--target=Deploy");
        var failed = await load.StopAsync();

        // Then there is a new digest, one commit, other replicas, and no request was lost
        Assert.Equal(0, run.ExitCode);
        Assert.NotEqual(before.Image, Pods().First().GetProperty("image").GetString());
        Assert.Equal(before.Commits + 1, await CommitsAsync());
        Assert.Equal(2, Pods().Count());
        Assert.Empty(before.Pods.Intersect(PodNames()));
        Output.WriteLine(
            $"{load.Sent} requests in {load.Elapsed.TotalSeconds:0} s while the replicas were replaced, {failed.Count} failed");
        Assert.True(load.Sent > RequestsPerSecond);
        Assert.Empty(failed);
    }

    [Fact]
    [Step(11)]
    public async Task A_rollback_puts_back_the_digest_that_ran_before_as_a_commit()
    {
        var commits = await CommitsAsync();
        var promoted = Environments().Single(environment => environment.Name == "staging").Value.GetProperty("image").GetString();
        var replaced = Pods().First().GetProperty("image").GetString();

        var run = await BuildAsync("--target=Rollback", "--reason=the line was not wanted");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(commits + 1, await CommitsAsync());
        Assert.NotEqual(replaced, Pods().First().GetProperty("image").GetString());
        Assert.Equal(promoted, Pods().First().GetProperty("image").GetString());
    }

    [Fact]
    [Step(15)]
    public async Task Until_it_is_ended_the_lab_is_this_service_s_alone()
    {
        var run = await BuildAsync("--target=LabUp", "--settings=samples/hello/settings.json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("gitops-demo runs in it", run.Error + run.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Step(16)]
    public async Task LabDown_leaves_no_process_no_port_and_no_folder()
    {
        var pids = Directory.GetFiles(Clone[".lab", "run"], "*.pid").Select(file => int.Parse(File.ReadLines(file).First())).ToList();
        var service = Url("service");

        var run = await BuildAsync("--target=LabDown");

        Assert.Equal(0, run.ExitCode);
        Assert.All(pids, pid => Assert.Null(ProcessIdentity.Of(pid)));
        Assert.Empty(new LabProcesses(Clone).Leftovers());
        Assert.False(Directory.Exists(Clone[".lab"]));
        await Assert.ThrowsAsync<HttpRequestException>(() => Http.GetAsync(service));
    }

    [Fact]
    [Step(17)]
    public async Task What_was_mistyped_is_said_before_anything_runs()
    {
        var run = await BuildAsync("--target=Deplpy");
        var drill = await BuildAsync("--target=FireDrill", "--alert=HighErorRate");

        Assert.Equal((2, 2), (run.ExitCode, drill.ExitCode));
        Assert.Contains("Did you mean Deploy?", run.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean HighErrorRate?", drill.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Clone[".lab"]));
    }
}
