namespace GitOpsDemo.Delivery.Tools;

/// <summary>Where tools are looked for and kept.</summary>
/// <param name="Folder">The absolute path of <c>.tools</c>.</param>
/// <param name="SearchPath">Where installed programs are looked for.</param>
/// <param name="Platform">What they have to run on.</param>
public sealed record ToolEnvironment(string Folder, SearchPath SearchPath, Platform Platform)
{
    /// <summary>This computer, with <c>.tools</c> in the repository's root.</summary>
    public static ToolEnvironment Here(string root) =>
        new(Path.Combine(Path.GetFullPath(root), ".tools"), SearchPath.FromEnvironment(), Platform.Current);
}
