using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps.Gate;

namespace GitOpsDemo.Build.Tasks;

/// <summary>What Status says of the proof of what runs. The registry is asked once a minute, however often the screen is drawn.</summary>
public sealed class ProofStatus(ProofQuestion proof, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    private (string Image, long At, KnownProof Proof)? _last;

    /// <summary>What is proven, who vouches for it, and how old it is.</summary>
    internal async Task<string> TellAsync(LiveEnvironment live, CancellationToken cancellationToken)
    {
        if (!live.Image.Contains('@', StringComparison.Ordinal))
        {
            return "none: the image that runs has no digest";
        }

        if (_last is not { } last || last.Image != live.Image || time.GetElapsedTime(last.At) > Pace)
        {
            _last = last = (live.Image, time.GetTimestamp(), await proof.FindAsync(live.Environment, live.Image, cancellationToken));
        }

        return last.Proof.Lack is { } lack
            ? $"none: {lack}"
            : $"{ProofQuestion.Age(time.GetUtcNow() - last.Proof.At)} old: {last.Proof.Found}";
    }
}
