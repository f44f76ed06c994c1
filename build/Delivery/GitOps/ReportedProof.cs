using System.Globalization;
using System.Text.Json;
using GitOpsDemo.Delivery.Files;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Reporting;
using GitOpsDemo.Delivery.Verification;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Takes for proven what the reports of earlier runs (<c>report.json</c>) say of what was live.</summary>
/// <param name="reportFiles">The reports' paths. Missing ones say nothing; of several on one environment the newest counts.</param>
public sealed class ReportedProof(IReadOnlyList<string> reportFiles) : IProvenEnvironments
{
    /// <inheritdoc/>
    public Task<ProvenEnvironment?> FindAsync(string environment, CancellationToken cancellationToken)
    {
        var reports = new List<DeliveryReport>();
        foreach (var file in reportFiles.Where(File.Exists))
        {
            if (Read(file) is { Checks.Count: > 0 } report && !report.Checks.Contains(null!) && report.Live?.Environment == environment)
            {
                reports.Add(report);
            }
        }

        return Task.FromResult(reports.MaxBy(report => report.Started) is { Succeeded: true, Live: { } live } newest
            && newest.Checks.Any(check => check.Verdict is Verdict.Pass)
            && newest.Checks.All(check => check.Verdict is not Verdict.Fail)
            ? new ProvenEnvironment([ImageReference.DigestIn(live.Image)], Evidence(newest))
            : null);
    }

    private static string Evidence(DeliveryReport report)
    {
        var passed = report.Checks.Count(check => check.Verdict is Verdict.Pass);
        return string.Create(CultureInfo.InvariantCulture, $"{passed} checks passed at {report.Started.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
    }

    private static DeliveryReport? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(SmallFile.Read(file), ReportJson.Default.DeliveryReport);
        }
        catch (Exception exception) when (ForeignJson.IsOfContent(exception) || exception is IOException)
        {
            throw new DeliveryException(
                $"the report `{file}` can't be read", Untrusted.Shown(exception.Message), "run --target=Verify, which writes it anew", exception);
        }
    }
}
