using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Reporting;
using GitOpsDemo.Delivery.Verification;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

public sealed class ReportedProofTests : IDisposable
{
    private static readonly CheckResult Passed = CheckResult.Pass("rules/A", "Rule A is loaded", "it is");
    private static readonly CheckResult Failed = CheckResult.Fail("rules/B", "Rule B is loaded", "it is not", "nobody knows", "look");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task What_ran_while_all_checks_passed_is_proven()
    {
        Write("one", "dev", Forge.NewDigest, 10, Passed, Passed);

        var proof = await FindAsync("dev");

        Assert.Equal([Forge.NewDigest], proof?.Digests);
        Assert.Equal("2 checks passed at 2026-11-22 10:00 UTC", proof?.Evidence);
    }

    [Fact]
    public async Task The_newest_report_on_an_environment_counts()
    {
        Write("one", "dev", Forge.OldDigest, 10, Passed);
        Write("two", "dev", Forge.NewDigest, 11, Passed);
        Assert.Equal([Forge.NewDigest], (await FindAsync("dev"))?.Digests);

        Write("one", "dev", Forge.NewDigest, 12, Passed, Failed);
        Assert.Null(await FindAsync("dev"));
    }

    [Fact]
    public async Task No_report_another_environment_and_no_checks_prove_nothing()
    {
        Assert.Null(await FindAsync("dev"));

        Write("one", "staging", Forge.NewDigest, 10, Passed);
        Write("two", "dev", Forge.NewDigest, 10);
        Assert.Null(await FindAsync("dev"));
    }

    [Fact]
    public async Task A_report_that_can_not_be_read_is_named()
    {
        Directory.CreateDirectory(_folder["one"]);
        File.WriteAllText(_folder["one", "report.json"], "{");

        Assert.Contains("report.json", (await Assert.ThrowsAsync<DeliveryException>(() => FindAsync("dev"))).What);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ProvenEnvironment?> FindAsync(string environment) =>
        new ReportedProof([_folder["one", "report.json"], _folder["two", "report.json"]]).FindAsync(environment, default);

    private void Write(string name, string environment, string digest, int hour, params CheckResult[] checks) => ReportFiles.Write(
        new DeliveryReport
        {
            Started = new DateTimeOffset(2026, 11, 22, hour, 0, 0, TimeSpan.Zero),
            Seconds = 1,
            Targets = ["Verify"],
            Environment = environment,
            Platform = "the lab",
            Succeeded = checks.All(check => check.Verdict is Verdict.Pass),
            Live = new LiveEnvironment(environment, environment, "abc", $"localhost:5000/app:1@{digest}", new Uri("http://127.0.0.1"), [], ""),
            Checks = checks,
        },
        _folder[name]);
}
