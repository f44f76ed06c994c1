namespace GitOpsDemo.Testing;

/// <summary>A test that needs a <see cref="SmallDisk"/>; it is skipped, with the reason, where none can be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithDiskAttribute : FactAttribute
{
    /// <summary>Tries once for each run of the tests.</summary>
    public FactWithDiskAttribute() => Skip = SmallDisk.WhyMissing;
}
