namespace GitOpsDemo.Build.Hosting;

/// <summary>What the build ends with, for whoever called it.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int TaskFailed = 1;
    public const int CommandLineIsWrong = 2;
    public const int HasDifferences = 3;
}
