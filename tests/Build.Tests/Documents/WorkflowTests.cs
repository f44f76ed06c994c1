using System.Text.RegularExpressions;
using GitOpsDemo.Testing;
using YamlDotNet.Serialization;

namespace GitOpsDemo.Build.Tests.Documents;

/// <summary>
/// The workflows of GitHub and Gitea. They were read by GitHub's own parser (@actions/workflow-parser) when they were written.
/// </summary>
public sealed class WorkflowTests
{
    private static readonly Regex Secret = new(@"secrets\.");

    private const string Cluster = ".github/workflows/cluster.yml";
    private const string Platforms = ".github/workflows/platforms.yml";

    private static readonly string[] Names = ["deploy.yml", "promote.yml", "pull-request.yml", "smoke.yml"];

    /// <summary>The last two need runners that only GitHub has: a virtual machine, and other systems.</summary>
    private static readonly string[] Paths =
        [.. from forge in (string[])[".github", ".gitea"] from name in Names select $"{forge}/workflows/{name}", Cluster, Platforms];

    public static TheoryData<string> Files => [.. Paths];

    public static TheoryData<WrittenCommand> Commands =>
        [.. Paths.SelectMany(file => WrittenCommand.In(file, File.ReadAllText(PathOf(file))))];

    [Theory]
    [MemberData(nameof(Files))]
    public void An_action_is_pinned_by_its_commit(string file) => Assert.All(
        Steps(file).Where(step => step.ContainsKey("uses")),
        step => Assert.Matches("^(https://github.com/)?actions/[a-z-]+@[0-9a-f]{40}$", (string)step["uses"]));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_run_may_read_the_repository_and_nothing_else_and_keeps_no_credentials(string file)
    {
        var permissions = Assert.IsType<Dictionary<object, object>>(Read(file)["permissions"]);

        Assert.Equal([KeyValuePair.Create<object, object>("contents", "read")], permissions);
        Assert.Contains("persist-credentials: false", File.ReadAllText(PathOf(file)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_others_wrote_is_no_part_of_a_script(string file) => Assert.All(
        Steps(file).Where(step => step.ContainsKey("run")),
        step => Assert.DoesNotContain("${{", (string)step["run"], StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_job_ends_in_time(string file) =>
        Assert.All(Jobs(file), job => Assert.True(int.Parse((string)job["timeout-minutes"]) <= (file == Cluster ? 120 : 60)));

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_workflow_runs_what_a_person_can_run_at_a_desk(WrittenCommand command) => Assert.NotEmpty(command.Parse().Targets);

    [Fact]
    public void A_pull_request_has_to_pass_what_a_submission_has_to() =>
        Assert.Equal(".ci/run", Assert.Single(Steps(".github/workflows/pull-request.yml"), step => step.ContainsKey("run"))["run"]);

    [Fact]
    public void Both_forges_run_the_same() => Assert.All(Names, name => Assert.Equal(
        Steps($".github/workflows/{name}").Select(step => step.GetValueOrDefault("run")),
        Steps($".gitea/workflows/{name}").Select(step => step.GetValueOrDefault("run"))));

    [Theory]
    [MemberData(nameof(Files))]
    public void Secrets_reach_only_the_step_that_needs_them(string file)
    {
        Assert.All(Jobs(file), job => Assert.DoesNotContain("secrets.", Flat(job.GetValueOrDefault("env")), StringComparison.Ordinal));
        Assert.All(
            Steps(file).Where(step => step.ContainsKey("uses")),
            step => Assert.DoesNotContain("secrets.", Flat(step), StringComparison.Ordinal));
        Assert.Equal(
            file is Cluster or Platforms || file.EndsWith("pull-request.yml", StringComparison.Ordinal),
            !Secret.IsMatch(File.ReadAllText(PathOf(file))));
    }

    private static string PathOf(string file) => Path.Combine(Repository.Root, file);

    private static Dictionary<object, object> Read(string file) =>
        (Dictionary<object, object>)new DeserializerBuilder().Build().Deserialize(File.ReadAllText(PathOf(file)))!;

    private static IEnumerable<Dictionary<object, object>> Jobs(string file) =>
        ((Dictionary<object, object>)Read(file)["jobs"]).Values.Cast<Dictionary<object, object>>();

    private static IEnumerable<Dictionary<object, object>> Steps(string file) =>
        Jobs(file).SelectMany(job => (List<object>)job["steps"]).Cast<Dictionary<object, object>>();

    private static string Flat(object? node) => new SerializerBuilder().Build().Serialize(node ?? "");
}
