namespace GitOpsDemo.Testing;

/// <summary>How much a test does: a slice in every run, all of it with <c>GITOPSDEMO_FULL_TESTS=1</c>.</summary>
public static class Scale
{
    public static int Of(int slice, int full) => Environment.GetEnvironmentVariable("GITOPSDEMO_FULL_TESTS") is "1" ? full : slice;
}
