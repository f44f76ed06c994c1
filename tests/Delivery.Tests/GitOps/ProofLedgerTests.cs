using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

public sealed class ProofLedgerTests : IDisposable
{
    private static readonly DateTimeOffset Ten = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private ProofLedger Ledger => new(_folder.Path);

    [Fact]
    public void Four_families_that_passed_for_one_digest_are_a_proof()
    {
        PassAll(Forge.NewDigest);

        Assert.Null(Ledger.Find("dev")!.Lack);
        Assert.Equal(
            "8 checks passed (targets 2, alerts 2, dashboards 2, logs 2), the first at 2026-11-22 10:00 UTC", Ledger.Find("dev")!.Evidence);
    }

    [Fact]
    public void One_family_alone_is_none()
    {
        Ledger.Record("dev", Forge.NewDigest, ProofFamily.Targets, new(5, Ten));

        Assert.Equal("not proven yet by VerifyAlerts, VerifyDashboards, VerifyLogs", Ledger.Find("dev")!.Lack);
    }

    [Fact]
    public void What_fails_later_takes_the_proof_away_until_it_passes_again()
    {
        PassAll(Forge.NewDigest);

        Ledger.Record("dev", Forge.NewDigest, ProofFamily.Alerts, new(21, Ten.AddHours(1)) { Failure = "rules/A is not proven" });
        Assert.Equal("VerifyAlerts failed at 2026-11-22 11:00 UTC: rules/A is not proven", Ledger.Find("dev")!.Lack);

        Ledger.Record("dev", Forge.NewDigest, ProofFamily.Alerts, new(22, Ten.AddHours(2)));
        Assert.Null(Ledger.Find("dev")!.Lack);
    }

    [Fact]
    public void Checks_that_were_all_skipped_prove_nothing()
    {
        PassAll(Forge.NewDigest);

        Ledger.Record("dev", Forge.NewDigest, ProofFamily.Dashboards, new(0, Ten));

        Assert.Equal("VerifyDashboards failed at 2026-11-22 10:00 UTC: no check passed", Ledger.Find("dev")!.Lack);
    }

    [Fact]
    public void A_new_digest_begins_without_any_proof()
    {
        PassAll(Forge.OldDigest);

        Ledger.Record("dev", Forge.NewDigest, ProofFamily.Targets, new(5, Ten));

        Assert.Equal(Forge.NewDigest, Ledger.Find("dev")!.Digest);
        Assert.NotNull(Ledger.Find("dev")!.Lack);
    }

    [Fact]
    public void The_last_deploy_that_was_proven_is_known_when_another_digest_runs()
    {
        var proven = new ProvenDeploy($"ghcr.io/team/app@{Forge.OldDigest}", "1a2b3c", Ten)
        {
            Charts = new Dictionary<string, string> { ["loki"] = "loki-6.1.0" },
        };
        Ledger.RecordProven("dev", Forge.OldDigest, proven);

        Ledger.Record("dev", Forge.NewDigest, ProofFamily.Targets, new(0, Ten.AddHours(1)) { Failure = "replicas/a is not proven" });

        var last = Ledger.Find("dev")!.LastProven!;
        Assert.Equal((proven.Image, proven.GitOpsCommit, proven.At), (last.Image, last.GitOpsCommit, last.At));
        Assert.Equal("loki-6.1.0", last.Charts["loki"]);
    }

    [Fact]
    public void Of_an_environment_that_was_never_proven_nothing_is_known()
    {
        PassAll(Forge.NewDigest);

        Assert.Null(Ledger.Find("staging"));
    }

    [Fact]
    public void A_file_that_can_not_be_read_is_named_with_what_writes_it_anew()
    {
        _folder.Write("dev/proof.json", "{");

        var failure = Assert.Throws<DeliveryException>(() => Ledger.Find("dev"));

        Assert.Contains("proof.json", failure.What, StringComparison.Ordinal);
        Assert.Contains("--target=Verify --environment=dev", failure.Next, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void PassAll(string digest)
    {
        foreach (var family in Enum.GetValues<ProofFamily>())
        {
            Ledger.Record("dev", digest, family, new(2, Ten));
        }
    }
}
