namespace GitOpsDemo.Testing;

/// <summary>A test that needs external programs; it is skipped, with the reason, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithToolAttribute : FactAttribute
{
    /// <param name="tools">The programs' names.</param>
    public FactWithToolAttribute(params string[] tools)
    {
        Tools = tools;
        Skip = TestTools.WhyMissing(tools);
    }

    /// <summary>The programs' names.</summary>
    public IReadOnlyList<string> Tools { get; }
}

/// <summary>The same for a test with several inputs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryWithToolAttribute : TheoryAttribute
{
    /// <param name="tools">The programs' names.</param>
    public TheoryWithToolAttribute(params string[] tools)
    {
        Tools = tools;
        Skip = TestTools.WhyMissing(tools);
    }

    /// <summary>The programs' names.</summary>
    public IReadOnlyList<string> Tools { get; }
}
