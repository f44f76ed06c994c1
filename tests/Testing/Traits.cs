namespace GitOpsDemo.Testing;

/// <summary>The traits by which the build chooses tests: <c>[Trait(Traits.Category, Traits.Integration)]</c>.</summary>
public static class Traits
{
    /// <summary>The name of the trait.</summary>
    public const string Category = "Category";

    /// <summary>
    /// Starts real programs or takes longer than a second: part of <c>--target=Test</c>, not of <c>--target=UnitTest</c>.
    /// </summary>
    public const string Integration = "Integration";

    /// <summary>Takes as long as it is told: run by <c>dotnet test --filter Category=Endurance</c> alone (docs/contributing.md).</summary>
    public const string Endurance = "Endurance";
}
