using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;

namespace GitOpsDemo.Delivery.Proof.Attestation;

/// <summary>
/// What was proven of an image, as a statement that travels with it
/// (<see href="https://github.com/in-toto/attestation/tree/main/spec/v1"/>).
/// </summary>
/// <param name="Type">The version of in-toto: cosign writes 0.1, this build 1. They differ in nothing that is read here.</param>
/// <param name="Subject">The images that it is about.</param>
/// <param name="PredicateType">The URI of the predicate's type.</param>
/// <param name="Predicate">What was proven.</param>
public sealed record ProofStatement(
    [property: JsonPropertyName("_type")] string Type,
    IReadOnlyList<ProofSubject> Subject,
    string PredicateType,
    ProofPredicate Predicate)
{
    /// <summary>The type of the predicate. Its number grows when a reader of an older one would misread it.</summary>
    public const string ProofType = "https://gitops-demo.local/proof/v1";

    private const string StatementType = "https://in-toto.io/Statement/v1";
    private const string Sha256 = "sha256";

    /// <summary>The statement about an image.</summary>
    /// <param name="image">The image, with its digest.</param>
    /// <param name="proof">What was proven of it.</param>
    public static ProofStatement Of(ImageReference image, ProofPredicate proof) =>
        new(StatementType, [new(image.Name, new Dictionary<string, string> { [Sha256] = image.Digest!.Hex })], ProofType, proof);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StatementJson.Default.ProofStatement);

    /// <summary>The predicate's bytes, where cosign writes the statement around it.</summary>
    public byte[] PredicateToJson() => JsonSerializer.SerializeToUtf8Bytes(Predicate, StatementJson.Default.ProofPredicate);

    /// <summary>
    /// Why it is not about an image; null when it is. The registry may be another one, as of a mirror; the same bytes in another repository
    /// are another service's, which was proven by other alerts.
    /// </summary>
    public string? WhyNotAbout(ImageReference image)
    {
        var subjects = Subject.Where(subject => subject.Digest.GetValueOrDefault(Sha256) == image.Digest!.Hex).ToList();
        return subjects.Count == 0 ? "it is about another digest"
            : subjects.Exists(subject => RepositoryOf(subject.Name) == image.Repository) ? null
            : $"it is about {Untrusted.Shown(subjects[0].Name)}, which has the same digest, and not about {image.Repository}";
    }

    private static string RepositoryOf(string name) => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>Reads a statement.</summary>
    /// <exception cref="DeliveryException">It is none, or one about something else than a proof.</exception>
    public static ProofStatement Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var statement = JsonSerializer.Deserialize(json, StatementJson.Default.ProofStatement);
            return statement is not { PredicateType: ProofType } ? throw new JsonException($"it is no {ProofType}")
                : statement.Subject.Any(subject => subject?.Digest.ContainsKey(Sha256) != true)
                    ? throw new JsonException("a subject has no sha256")
                : statement.Predicate.Families.Values.Contains(null!) || statement.Predicate.Checks.Contains(null!)
                    ? throw new JsonException("a family has no outcome")
                : statement;
        }
        catch (Exception exception) when (ForeignJson.IsOfContent(exception))
        {
            throw Unreadable(exception);
        }
    }

    /// <summary>The payload of a DSSE envelope, which may be a part of Sigstore's bundle.</summary>
    /// <exception cref="DeliveryException">It is neither.</exception>
    public static string PayloadOf(ReadOnlySpan<byte> json) => ForeignJson.Read(
        Encoding.UTF8.GetString(json),
        "an attached proof",
        Next,
        document => (document["dsseEnvelope"] ?? document)["payload"]?.GetValue<string>() ?? throw new JsonException("it has no payload"));

    /// <summary>Reads the statement in the payload of an envelope.</summary>
    /// <inheritdoc cref="Parse"/>
    public static ProofStatement InPayload(string payload)
    {
        try
        {
            return Parse(Convert.FromBase64String(payload));
        }
        catch (FormatException exception)
        {
            throw Unreadable(exception);
        }
    }

    private const string Next = "prove the environment again with --target=Verify, which attaches a new one";

    private static DeliveryException Unreadable(Exception exception) =>
        new("an attached proof can't be read", Untrusted.Shown(exception.Message), Next, exception);
}

/// <summary>An image that a statement is about.</summary>
/// <param name="Name">Registry and repository.</param>
/// <param name="Digest">Its digests by algorithm, in hexadecimal digits.</param>
public sealed record ProofSubject(string Name, IReadOnlyDictionary<string, string> Digest);

/// <summary>What was proven of an image in an environment, or was not.</summary>
/// <param name="Platform">Where that is, such as <c>the lab</c>.</param>
/// <param name="Begun">When the first check was begun.</param>
/// <param name="Ended">When the last one had ended.</param>
/// <param name="ToolVersion">The version of the build that proved it.</param>
/// <param name="Families">How each family came out.</param>
public sealed record ProofPredicate(
    string Environment,
    string Platform,
    DateTimeOffset Begun,
    DateTimeOffset Ended,
    string ToolVersion,
    IReadOnlyDictionary<ProofFamily, ProofOutcome> Families,
    IReadOnlyList<AttestedCheck> Checks)
{
    /// <summary>The commit that the image was built from; null when the image does not say.</summary>
    public string? SourceCommit { get; init; }

    /// <summary>The commit of the GitOps repository that was live.</summary>
    public string? GitOpsCommit { get; init; }

    /// <summary>The charts of the monitoring by their releases; none where there are none, as in the lab.</summary>
    public IReadOnlyDictionary<string, string>? Charts { get; init; }

    /// <summary>What was seen while it ran for longer; null when it was proven at one moment.</summary>
    public SoakResult? Soak { get; init; }

    /// <summary>Why it is not proven; null when it is.</summary>
    [JsonIgnore]
    public string? Lack => new EnvironmentRecord("", Families).Lack
        ?? (Soak is { IsPassed: false } soak ? $"the soak of {soak.Duration} is no pass: {soak.Verdict}, {soak.Summary}" : null);

    /// <summary>What was proven, in a few words.</summary>
    [JsonIgnore]
    public string Evidence => new EnvironmentRecord("", Families).Evidence;
}

/// <summary>A check and its evidence, which the report of the run has in full: it may say more than an image's users are to read.</summary>
/// <param name="Verdict">How it came out.</param>
/// <param name="Evidence">The digest of the evidence's text in UTF-8.</param>
public sealed record AttestedCheck(string Id, Verdict Verdict, string Evidence)
{
    public static AttestedCheck Of(CheckResult check) =>
        new(check.Id, check.Verdict, ImageDigest.Of(Encoding.UTF8.GetBytes(check.Evidence)).ToString());
}

/// <summary>What was seen while the image ran for longer.</summary>
/// <param name="Duration">How long, such as <c>10m</c>.</param>
/// <param name="Verdict"><c>pass</c>, <c>fail</c> or <c>inconclusive</c>.</param>
/// <param name="Summary">Why, in a sentence.</param>
public sealed record SoakResult(string Duration, string Verdict, string Summary)
{
    /// <summary>Whether it came out well: too little traffic is no pass.</summary>
    [JsonIgnore]
    public bool IsPassed => Verdict == "pass";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ProofStatement))]
internal sealed partial class StatementJson : JsonSerializerContext;
