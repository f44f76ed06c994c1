using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>What the proof of an environment consists of, by what is asked.</summary>
public enum ProofFamily
{
    /// <summary>Every replica runs the live image and is scraped.</summary>
    Targets,

    /// <summary>Every rule is loaded and healthy, and its alert would reach somebody.</summary>
    Alerts,

    /// <summary>Every panel has data.</summary>
    Dashboards,

    /// <summary>A request is found in the logs.</summary>
    Logs,
}

/// <summary>
/// Keeps, for each environment, what was proven last of the image that runs there: a file that every proof writes, whichever run makes it.
/// An image is proven when all four families have passed for its digest, and none of them has failed since.
/// </summary>
/// <param name="folder">Has a folder for each environment, with a file <c>proof.json</c>.</param>
public sealed class ProofLedger(string folder)
{
    /// <summary>Records the result of a family.</summary>
    /// <param name="digest">The digest that runs there. What was proven of another one is forgotten.</param>
    /// <param name="family">What was asked.</param>
    /// <param name="outcome">How it came out.</param>
    public void Record(string environment, string digest, ProofFamily family, ProofOutcome outcome)
    {
        var before = Known(environment, digest);
        Write(environment, before with { Families = new Dictionary<ProofFamily, ProofOutcome>(before.Families) { [family] = outcome } });
    }

    /// <summary>Writes down how a soak came out: one that failed is a proof that does not count any more.</summary>
    /// <param name="outcome">How it came out.</param>
    public void RecordSoak(string environment, string digest, ProofOutcome outcome) =>
        Write(environment, Known(environment, digest) with { Soak = outcome });

    /// <summary>Writes down the deploy whose proof is whole: what fails later is compared with it.</summary>
    public void RecordProven(string environment, string digest, ProvenDeploy deploy) =>
        Write(environment, Known(environment, digest) with { LastProven = deploy });

    /// <summary>What is known of an environment; null when nothing was ever proven there.</summary>
    /// <exception cref="DeliveryException">The file can't be read.</exception>
    public EnvironmentRecord? Find(string environment)
    {
        var file = FileOf(environment);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            var record = JsonSerializer.Deserialize(SmallFile.Read(file), DeliveryJson.Default.EnvironmentRecord);
            return record?.Families.Values.Contains(null!) == true ? throw new JsonException("a family has no outcome") : record;
        }
        catch (Exception exception) when (ForeignJson.IsOfContent(exception) || exception is IOException)
        {
            throw new DeliveryException(
                $"the proof `{file}` can't be read",
                Untrusted.Shown(exception.Message),
                $"remove it, then run ./build.sh --target=Verify --environment={environment}, which writes it again",
                exception);
        }
    }

    private EnvironmentRecord Known(string environment, string digest)
    {
        var found = Find(environment);
        return found?.Digest == digest
            ? found
            : new(digest, new Dictionary<ProofFamily, ProofOutcome>()) { LastProven = found?.LastProven };
    }

    private void Write(string environment, EnvironmentRecord record) =>
        AtomicFile.WriteAllBytes(FileOf(environment), JsonSerializer.SerializeToUtf8Bytes(record, DeliveryJson.Default.EnvironmentRecord));

    private string FileOf(string environment) => Path.Combine(folder, environment, "proof.json");
}

/// <summary>A deploy whose proof was whole.</summary>
/// <param name="Image">The image with its digest.</param>
/// <param name="GitOpsCommit">The commit of the GitOps repository.</param>
/// <param name="At">When it was proven.</param>
public sealed record ProvenDeploy(string Image, string GitOpsCommit, DateTimeOffset At)
{
    /// <summary>The commit that the image was built from; null when it does not say.</summary>
    public string? SourceCommit { get; init; }

    /// <summary>The charts of the monitoring by their releases; none where there are none, as in the lab.</summary>
    public IReadOnlyDictionary<string, string> Charts { get; init => field = value ?? field; } = new Dictionary<string, string>();
}

/// <summary>How a family of checks came out.</summary>
/// <param name="Passed">How many checks passed.</param>
/// <param name="At">When.</param>
public sealed record ProofOutcome(int Passed, DateTimeOffset At)
{
    /// <summary>Why the family is not proven; null when it is.</summary>
    public string? Failure { get; init; }

    /// <summary>Why nothing is asked, by the settings file; null where something is.</summary>
    public string? TurnedOff { get; init; }
}

/// <summary>What was proven last of the image that runs in an environment.</summary>
/// <param name="Digest">The image's digest.</param>
/// <param name="Families">How each family came out the last time it was asked.</param>
public sealed record EnvironmentRecord(string Digest, IReadOnlyDictionary<ProofFamily, ProofOutcome> Families)
{
    private static readonly ProofFamily[] All = Enum.GetValues<ProofFamily>();

    /// <summary>Whether a family or the soak has failed, rather than not been asked.</summary>
    [JsonIgnore]
    public bool HasFailed => Failures.Any();

    /// <summary>When the newest failure was seen; without one, when the oldest part of the proof was made.</summary>
    [JsonIgnore]
    public DateTimeOffset At => HasFailed ? Failures.Max(outcome => outcome.At) : Families.Values.Min(outcome => outcome.At);

    /// <summary>How the last soak of it came out; null when there was none.</summary>
    public ProofOutcome? Soak { get; init; }

    /// <summary>The last deploy to the environment whose proof was whole, of this digest or of one before; null when none was.</summary>
    public ProvenDeploy? LastProven { get; init; }

    /// <summary>Why the image is not proven; null when it is.</summary>
    [JsonIgnore]
    public string? Lack
    {
        get
        {
            if (Soak is { Failure: { } worse })
            {
                return $"its soak failed at {Time(Soak.At)}: {worse}";
            }

            var failed = All.Where(HasFailedIn).ToList();
            if (failed.Count > 0)
            {
                return string.Join("; ", failed.Select(family =>
                    $"Verify{family} failed at {Time(Families[family].At)}: {Families[family].Failure ?? "no check passed"}"));
            }

            var missing = All.Where(family => !Families.ContainsKey(family)).ToList();
            return missing.Count == 0 ? null : $"not proven yet by {string.Join(", ", missing.Select(family => $"Verify{family}"))}";
        }
    }

    /// <summary>
    /// What was proven and when, such as
    /// <c>42 checks passed (targets 5, alerts 22, dashboards 14, logs 1), the first at 2026-11-22 10:00 UTC</c>.
    /// </summary>
    [JsonIgnore]
    public string Evidence
    {
        get
        {
            if (Families.Count == 0)
            {
                return "no checks";
            }

            var counts = All.Where(Families.ContainsKey).Select(
                family => $"{family.ToString().ToLowerInvariant()} {Families[family].Passed}");
            var passed = Families.Values.Sum(outcome => outcome.Passed);
            var first = Families.Values.Min(outcome => outcome.At);
            return $"{Plural.Of(passed, "check")} passed ({string.Join(", ", counts)}), the first at {Time(first)}";
        }
    }

    private IEnumerable<ProofOutcome> Failures =>
        [.. All.Where(HasFailedIn).Select(family => Families[family]), .. Soak is { Failure: not null } ? new[] { Soak } : []];

    private bool HasFailedIn(ProofFamily family) =>
        Families.TryGetValue(family, out var outcome) && outcome is { Failure: not null } or { Passed: 0, TurnedOff: null };

    private static string Time(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
