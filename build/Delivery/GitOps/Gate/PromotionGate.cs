namespace GitOpsDemo.Delivery.GitOps.Gate;

/// <summary>Asks what stands between an image and its next environment, and says what it found, before anything is changed.</summary>
/// <param name="questions">What is asked, in the order in which it is logged.</param>
/// <param name="log">Logs each finding.</param>
public sealed class PromotionGate(IReadOnlyList<IGateQuestion> questions, IDeliveryLog log)
{
    private const int NameWidth = 14;

    /// <summary>Asks all of it.</summary>
    /// <param name="request">What is to be promoted.</param>
    /// <param name="image">The image, with its digest.</param>
    /// <returns>What was proven of the image; null when it goes on unproven.</returns>
    /// <exception cref="DeliveryException">Something forbids it; the message has every reason.</exception>
    public async Task<string?> PassAsync(PromotionRequest request, ImageEntry image, CancellationToken cancellationToken)
    {
        var answers = new List<(string Name, GateAnswer Answer)>();
        foreach (var question in questions)
        {
            if (await question.AskAsync(request, image, cancellationToken) is { } answer)
            {
                answers.Add((question.Name, answer));
                log.Information($"{Mark(answer, request)}  {question.Name.PadRight(NameWidth)}{answer.Found}");
            }
        }

        var refusals = answers.Where(asked => asked.Answer.IsRefusal && !IsSkipped(asked.Answer, request)).ToList();
        if (refusals.Count > 0)
        {
            throw Refused(request, refusals);
        }

        return answers.Find(asked => asked.Answer.Evidence is not null).Answer?.Evidence;
    }

    private static string Mark(GateAnswer answer, PromotionRequest request) =>
        !answer.IsRefusal ? "pass" : IsSkipped(answer, request) ? "skip" : "FAIL";

    private static bool IsSkipped(GateAnswer answer, PromotionRequest request) => request.AllowUnproven && answer.IsOfProof;

    private static DeliveryException Refused(PromotionRequest request, List<(string Name, GateAnswer Answer)> refusals)
    {
        var reasons = refusals is [var only]
            ? only.Answer.Found
            : string.Concat(refusals.Select(refusal => $"\n  {refusal.Name}: {refusal.Answer.Found}"));
        List<string> next = [.. refusals.Select(refusal => refusal.Answer.Next!).Distinct()];
        List<string> skippable = [.. refusals.Where(refusal => refusal.Answer.IsOfProof).Select(refusal => refusal.Name)];
        if (skippable.Count > 0)
        {
            var rest = skippable.Count == refusals.Count ? "" : ", and nothing else";
            next.Add($"--unproven would skip {string.Join(" and ", skippable)}{rest}");
        }

        return new($"`{request.Image}` was not promoted from {request.From} to {request.To}", reasons, string.Join("; ", next));
    }
}

/// <summary>One question that is asked before an image is promoted.</summary>
public interface IGateQuestion
{
    /// <summary>What it is about, in a word or two.</summary>
    string Name { get; }

    /// <summary>Asks it. What can't be asked is a refusal; null where nobody asks for it.</summary>
    Task<GateAnswer?> AskAsync(PromotionRequest request, ImageEntry image, CancellationToken cancellationToken);
}

/// <summary>What came of a question.</summary>
public sealed record GateAnswer(string Found)
{
    /// <summary>What to do about it, where it forbids the promotion.</summary>
    public string? Next { get; private init; }

    /// <summary>Whether it forbids the promotion.</summary>
    public bool IsRefusal => Next is not null;

    /// <summary>Whether it is about what is known of the image, which <c>--unproven</c> skips; no rule about people or times.</summary>
    public bool IsOfProof { get; private init; }

    /// <summary>What was proven, for the commit and the pull request.</summary>
    public string? Evidence { get; init; }

    /// <summary>The image is not known to be good.</summary>
    public static GateAnswer Unproven(string found, string next) => new(found) { Next = next, IsOfProof = true };

    /// <summary>A rule forbids it, however good the image is.</summary>
    public static GateAnswer Forbidden(string found, string next) => new(found) { Next = next };
}
