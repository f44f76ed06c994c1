namespace GitOpsDemo.Testing;

/// <summary>The checkout that the tests run from.</summary>
public static class Repository
{
    /// <summary>The absolute path of its top folder, found by <c>GitOpsDemo.sln</c>.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "GitOpsDemo.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
