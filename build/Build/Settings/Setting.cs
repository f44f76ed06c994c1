using System.Text.Json;

namespace GitOpsDemo.Build.Settings;

/// <summary>One key of the settings file.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Problem">Says what is wrong with a value; null when nothing is.</param>
internal sealed record Setting(string Key, Func<JsonElement, string?> Problem)
{
    /// <summary>Whether there is no default.</summary>
    public bool IsRequired { get; init; }
}
