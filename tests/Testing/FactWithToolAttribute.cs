namespace GitOpsDemo.Testing;

/// <summary>A test that needs external programs; it is skipped, with the reason, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithToolAttribute : FactAttribute
{
    /// <param name="tools">The programs' names.</param>
    public FactWithToolAttribute(params string[] tools)
    {
        Tools = tools;
        if (tools.Where(tool => TestTools.Find(tool) is null).ToList() is { Count: > 0 } missing)
        {
            Skip = $"{string.Join(", ", missing)} is neither on PATH nor under .tools: `./build.sh --target=Doctor` says how to get it";
        }
    }

    /// <summary>The programs' names.</summary>
    public IReadOnlyList<string> Tools { get; }
}
