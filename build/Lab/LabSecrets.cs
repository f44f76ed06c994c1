namespace GitOpsDemo.Lab;

/// <summary>
/// Secrets that no overlay holds, because on a cluster somebody else creates them: <c>lab.secrets</c> of the settings file. Only the names
/// of environment variables are there; the values come from the environment of the build.
/// </summary>
/// <param name="Variables">By the name of the Secret and the key, the environment variable that holds the value.</param>
public sealed record LabSecrets(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Variables)
{
    public static LabSecrets None { get; } = new(new Dictionary<string, IReadOnlyDictionary<string, string>>());

    /// <summary>The keys of a Secret, each with its variable; null when nobody names the Secret.</summary>
    public IReadOnlyDictionary<string, string>? Find(string secret) => Variables.GetValueOrDefault(secret);
}
