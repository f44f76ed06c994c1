using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Lab.Replicas;

/// <summary>The names of pods, as a Deployment's controllers make them: <c>deployment-templatehash-suffix</c>.</summary>
internal static partial class PodName
{
    private const int SuffixLength = 5;
    private const string SuffixLetters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>A name that no other pod has.</summary>
    public static string New(ReplicaSpec spec) =>
        $"{spec.Deployment.Metadata.Name}-{spec.TemplateHash}-{RandomNumberGenerator.GetString(SuffixLetters, SuffixLength)}";

    /// <summary>Whether a name is one of a pod: nothing else in the lab is called so.</summary>
    public static bool Is(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"^.+-[0-9a-f]{10}-[" + SuffixLetters + @"]{5}\z")]
    private static partial Regex Pattern();
}
