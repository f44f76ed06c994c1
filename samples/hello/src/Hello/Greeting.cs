namespace Hello;

/// <summary>A greeting in one of a few languages.</summary>
internal sealed class Greeting(string? language)
{
    private static readonly Dictionary<string, string> Words = new() { ["en"] = "Hello", ["de"] = "Guten Tag" };

    /// <summary>The languages that are known.</summary>
    public static IReadOnlyCollection<string> Languages => Words.Keys;

    /// <summary>The language that is spoken: English when another was asked for.</summary>
    public string Language { get; } = language is not null && Words.ContainsKey(language) ? language : "en";

    /// <summary>The greeting.</summary>
    public string To(string name) => $"{Words[Language]}, {name}!";
}
